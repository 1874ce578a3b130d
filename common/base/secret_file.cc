#include "common/base/secret_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/uuid.h"

namespace rollcall {
namespace {

// Closes a file descriptor at the end of a scope.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

// Whether nobody reads it but who is meant to.
bool IsPrivate(const struct stat& info) {
  const mode_t others = info.st_mode & kOthers;
  return others == 0 ||
         (others == S_IRGRP && info.st_uid == 0 && geteuid() != 0);
}

}  // namespace

absl::Status CreateSecretFile(const std::string& path,
                              absl::string_view content) {
  if (access(path.c_str(), F_OK) == 0 || errno != ENOENT) {
    return absl::OkStatus();
  }
  // The whole file is made under another name first.
  const std::string draft = absl::StrCat(path, ".", NewUuid());
  const std::string line = absl::StrCat(content, "\n");
  bool written = false;
  {
    const File file(
        open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    written = file.descriptor() >= 0 &&
              write(file.descriptor(), line.data(), line.size()) ==
                  static_cast<ssize_t>(line.size()) &&
              fsync(file.descriptor()) == 0;
  }
  const bool linked =
      written && (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int cause = errno;
  unlink(draft.c_str());
  if (linked) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("cannot be made: ", strerror(cause)));
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t max_size) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (file.descriptor() < 0 || fstat(file.descriptor(), &info) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot be read: ", strerror(errno)));
  }
  if (!S_ISREG(info.st_mode) || !IsPrivate(info)) {
    return absl::FailedPreconditionError(
        "must be a file that only its owner may read: chmod 600.");
  }
  std::string content(max_size, '\0');
  const ssize_t size = read(file.descriptor(), content.data(), content.size());
  content.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return std::string(absl::StripAsciiWhitespace(content));
}

}  // namespace rollcall
