#pragma once

#include <string>

namespace rollcall::testing {

// A folder of the test's own, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::string& path() const { return path_; }
  // The path of a file in it.
  std::string File(const std::string& name = "file") const;
  size_t FileCount() const;

 private:
  std::string path_;
};

// Makes or replaces a file, whose permissions become `mode`.
void WriteFile(const std::string& path, const std::string& content,
               int mode = 0600);

// The content of a file; empty when there is none.
std::string ReadFile(const std::string& path);

// The permissions of a file.
int ModeOf(const std::string& path);

}  // namespace rollcall::testing
