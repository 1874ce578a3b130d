#pragma once

#include <fstream>
#include <istream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall::cli {

// Opens `path` for reading from any place. What can be read only once is
// copied: a pipe, and `in`, which is meant by `-`; the copy is gone with the
// stream. An error has the exit code EX_IOERR.
absl::StatusOr<std::unique_ptr<std::istream>> OpenInput(const std::string& path,
                                                        std::istream& in);

// Reads all of `path`; `-` is `in`. An error has the exit code EX_IOERR.
absl::StatusOr<std::string> ReadInput(const std::string& path,
                                      std::istream& in);

// A file that appears under its name only once it is complete, readable by its
// owner alone. One that is not a regular file, such as a pipe, is written
// directly.
class OutputFile {
 public:
  // An error has the exit code EX_IOERR, here and in Commit.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Open(
      const std::string& path);
  // Without Commit nothing remains.
  ~OutputFile();

  std::ostream& stream() { return stream_; }
  // Once, at the end.
  absl::Status Commit();

 private:
  OutputFile(std::string path, std::string temporary);

  const std::string path_;
  // Empty when the file is written directly or is complete.
  std::string temporary_;
  std::ofstream stream_;
};

// Writes a file as a whole, as OutputFile does.
absl::Status WriteFile(const std::string& path, const std::string& content);

}  // namespace rollcall::cli
