#include "common/auth/head_token.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/api/resource_name.h"
#include "common/base/base32.h"

namespace rollcall::auth {
namespace {

constexpr char kPrefix[] = "rchead";
constexpr size_t kSecretSize = 26;

}  // namespace

std::string NewHeadToken(absl::string_view event) {
  // No slug has an underscore.
  return absl::StrCat(kPrefix, "_", event, "_", RandomBase32(kSecretSize));
}

std::optional<std::string> EventOfHeadToken(absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '_');
  if (parts.size() != 3 || parts[0] != kPrefix || !IsSlug(parts[1]) ||
      parts[2].size() != kSecretSize || !IsBase32(parts[2])) {
    return std::nullopt;
  }
  return std::string(parts[1]);
}

}  // namespace rollcall::auth
