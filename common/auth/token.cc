#include "common/auth/token.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/base/hash.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/status/error.h"

namespace rollcall::auth {
namespace {

constexpr size_t kTokenBytes = 32;
constexpr size_t kMaxFileSize = 4096;
constexpr char kScheme[] = "bearer ";

absl::Status Unusable(const std::string& path, absl::string_view why) {
  return Error(error::v1::TOKEN_FILE_UNUSABLE,
               absl::StrCat("The token file ", path, " ", why),
               {{"path", path}});
}

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

absl::StatusOr<std::string> Load(const std::string& path) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (file.descriptor() < 0 || fstat(file.descriptor(), &info) != 0) {
    return Unusable(path, absl::StrCat("cannot be read: ", strerror(errno)));
  }
  if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0) {
    return Unusable(path,
                    "must be a file that only its owner may read: chmod 600.");
  }
  std::string content(kMaxFileSize, '\0');
  const ssize_t size = read(file.descriptor(), content.data(), content.size());
  content.resize(size < 0 ? 0 : static_cast<size_t>(size));
  const absl::string_view token = absl::StripAsciiWhitespace(content);
  const bool is_one_word =
      std::none_of(token.begin(), token.end(), absl::ascii_isspace);
  if (token.size() < kTokenBytes || !is_one_word) {
    return Unusable(
        path,
        "holds no token of at least 32 characters, without blanks: remove the "
        "file and one is made.");
  }
  return std::string(token);
}

// Makes the whole file under another name first: whoever finds it finds it
// complete.
absl::Status Create(const std::string& path) {
  const std::string draft = absl::StrCat(path, ".", NewUuid());
  const std::string content =
      absl::StrCat(absl::WebSafeBase64Escape(RandomBytes(kTokenBytes)), "\n");
  bool written = false;
  {
    const File file(
        open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    written = file.descriptor() >= 0 &&
              write(file.descriptor(), content.data(), content.size()) ==
                  static_cast<ssize_t>(content.size()) &&
              fsync(file.descriptor()) == 0;
  }
  const bool linked =
      written && (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int cause = errno;
  unlink(draft.c_str());
  if (linked) return absl::OkStatus();
  return Unusable(path, absl::StrCat("cannot be made: ", strerror(cause)));
}

}  // namespace

absl::StatusOr<std::string> LoadOrCreateToken(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
    RETURN_IF_ERROR(Create(path));
  }
  return Load(path);
}

Guard::Guard(absl::string_view admin_token)
    : admin_token_hash_(Sha256(admin_token)) {}

absl::Status Guard::Check(absl::string_view authorization) const {
  const size_t scheme_size = sizeof(kScheme) - 1;
  if (absl::AsciiStrToLower(authorization.substr(0, scheme_size)) == kScheme &&
      EqualInConstantTime(Sha256(authorization.substr(scheme_size)),
                          admin_token_hash_)) {
    return absl::OkStatus();
  }
  return Error(error::v1::UNAUTHENTICATED_CALL,
               "Send a valid token as metadata `authorization: Bearer "
               "<token>`.");
}

}  // namespace rollcall::auth
