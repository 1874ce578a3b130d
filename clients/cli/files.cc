#include "clients/cli/files.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <sysexits.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"

#include "clients/cli/exit_code.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

absl::Status FileError(const std::string& what, const std::string& path) {
  return WithExitCode(
      absl::UnknownError(absl::StrCat("Cannot ", what, " ", path, ": ",
                                      std::strerror(errno), ".")),
      EX_IOERR);
}

// Makes an empty file with a name that nobody has, after `prefix`, and returns
// its path; empty when that is not possible.
std::string MakeTemporary(const std::string& prefix) {
  std::string path = prefix + ".XXXXXX";
  const int descriptor = mkstemp(path.data());
  if (descriptor < 0) return {};
  close(descriptor);
  return path;
}

absl::StatusOr<std::unique_ptr<std::istream>> CopyOf(std::istream& in) {
  const std::string copy = MakeTemporary(
      (std::filesystem::temp_directory_path() / "rollcall").string());
  if (copy.empty()) return FileError("write", copy);
  auto file = std::make_unique<std::fstream>(
      copy, std::ios::binary | std::ios::in | std::ios::out);
  unlink(copy.c_str());
  if (in.peek() != std::istream::traits_type::eof()) *file << in.rdbuf();
  file->flush();
  if (!*file) return FileError("write", copy);
  return file;
}

}  // namespace

absl::StatusOr<std::unique_ptr<std::istream>> OpenInput(const std::string& path,
                                                        std::istream& in) {
  if (path == "-") return CopyOf(in);
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  // A folder opens, and then cannot be read.
  if (!*file || (file->peek(), file->bad())) return FileError("read", path);
  if (file->seekg(0)) return file;
  file->clear();
  return CopyOf(*file);
}

absl::StatusOr<std::string> ReadInput(const std::string& path,
                                      std::istream& in) {
  if (path == "-") return std::string(std::istreambuf_iterator<char>(in), {});
  ASSIGN_OR_RETURN(const auto file, OpenInput(path, in));
  file->clear();
  return std::string(std::istreambuf_iterator<char>(*file), {});
}

OutputFile::OutputFile(std::string path, std::string temporary)
    : path_(std::move(path)),
      temporary_(std::move(temporary)),
      stream_(temporary_.empty() ? path_ : temporary_, std::ios::binary) {}

OutputFile::~OutputFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

absl::StatusOr<std::unique_ptr<OutputFile>> OutputFile::Open(
    const std::string& path) {
  std::error_code error;
  // What a link points to is replaced, not the link.
  const auto target = std::filesystem::weakly_canonical(path, error);
  // Nothing would take its place in Commit.
  if (target.empty()) {
    errno = error ? error.value() : ENOENT;
    return FileError("write", path.empty() ? "a file without a name" : path);
  }
  const auto status = std::filesystem::status(target, error);
  const bool is_direct = std::filesystem::exists(status) &&
                         !std::filesystem::is_regular_file(status);
  std::string temporary;
  if (!is_direct) {
    temporary = MakeTemporary(target.string());
    if (temporary.empty()) return FileError("write", path);
  }
  std::unique_ptr<OutputFile> file(
      new OutputFile(is_direct ? path : target.string(), std::move(temporary)));
  if (!file->stream_) return FileError("write", path);
  return file;
}

absl::Status OutputFile::Commit() {
  stream_.close();
  if (!stream_) return FileError("write", path_);
  if (!temporary_.empty() &&
      std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return FileError("write", path_);
  }
  temporary_.clear();
  return absl::OkStatus();
}

absl::Status WriteFile(const std::string& path, const std::string& content) {
  ASSIGN_OR_RETURN(const auto file, OutputFile::Open(path));
  file->stream() << content;
  return file->Commit();
}

}  // namespace rollcall::cli
