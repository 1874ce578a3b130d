#include "common/auth/token.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/random.h"
#include "common/base/secret_file.h"
#include "common/status/error.h"

namespace rollcall::auth {
namespace {

constexpr size_t kTokenBytes = 32;

absl::Status Unusable(const std::string& path, absl::string_view why) {
  return Error(error::v1::TOKEN_FILE_UNUSABLE,
               absl::StrCat("The token file ", path, " ", why),
               {{"path", path}});
}

}  // namespace

absl::StatusOr<std::string> LoadOrCreateToken(const std::string& path) {
  const absl::Status made = CreateSecretFile(
      path, absl::WebSafeBase64Escape(RandomBytes(kTokenBytes)));
  if (!made.ok()) return Unusable(path, made.message());
  absl::StatusOr<std::string> token = ReadSecretFile(path);
  if (!token.ok()) return Unusable(path, token.status().message());
  const bool is_one_word =
      std::none_of(token->begin(), token->end(), absl::ascii_isspace);
  if (token->size() < kTokenBytes || !is_one_word) {
    return Unusable(
        path,
        "holds no token of at least 32 characters, without blanks: remove the "
        "file and one is made.");
  }
  return token;
}

}  // namespace rollcall::auth
