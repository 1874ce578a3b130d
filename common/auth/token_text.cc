#include "common/auth/token_text.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

#include "common/api/resource_name.h"
#include "common/base/base32.h"
#include "common/base/uuid.h"

namespace rollcall::auth {
namespace {

constexpr char kHead[] = "rchead";
constexpr char kDevice[] = "rcdev";
constexpr char kApiKey[] = "rckey";
constexpr size_t kSecretSize = 26;
constexpr size_t kCodeSize = 16;
constexpr size_t kGroupSize = 4;

// Where the hyphens of a UUID go, from the end.
constexpr size_t kHyphens[] = {20, 16, 12, 8};

std::string NewToken(absl::string_view prefix, absl::string_view event,
                     absl::string_view id) {
  // Neither a slug nor a UUID has an underscore.
  return absl::StrCat(prefix, "_", event, "_",
                      absl::StrReplaceAll(id, {{"-", ""}}), "_",
                      RandomBase32(kSecretSize));
}

// The UUID of `text`, which has no hyphens, else nothing.
std::optional<std::string> UuidOf(absl::string_view text) {
  std::string uuid(text);
  if (uuid.size() != 32) return std::nullopt;
  for (const size_t place : kHyphens) uuid.insert(place, "-");
  return ParseUuid(uuid);
}

}  // namespace

std::string NewHeadToken(absl::string_view event) {
  return absl::StrCat(kHead, "_", event, "_", RandomBase32(kSecretSize));
}

std::string NewDeviceToken(absl::string_view event, absl::string_view id) {
  return NewToken(kDevice, event, id);
}

std::string NewApiKeyText(absl::string_view event, absl::string_view id) {
  return NewToken(kApiKey, event, id);
}

std::optional<TokenText> ParseTokenText(absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '_');
  if (parts.size() < 3 || !IsSlug(parts[1]) ||
      parts.back().size() != kSecretSize || !IsBase32(parts.back())) {
    return std::nullopt;
  }
  TokenText text;
  text.event = std::string(parts[1]);
  if (parts[0] == kHead && parts.size() == 3) return text;
  if (parts.size() != 4) return std::nullopt;
  if (parts[0] == kDevice) {
    text.kind = TokenKind::kDevice;
  } else if (parts[0] == kApiKey) {
    text.kind = TokenKind::kApiKey;
  } else {
    return std::nullopt;
  }
  const auto id = UuidOf(parts[2]);
  if (!id) return std::nullopt;
  text.id = *id;
  return text;
}

std::string NewEnrollmentCode() {
  std::string code = RandomBase32(kCodeSize);
  for (size_t place = kCodeSize - kGroupSize; place > 0; place -= kGroupSize) {
    code.insert(place, "-");
  }
  return code;
}

std::optional<std::string> ParseEnrollmentCode(absl::string_view text) {
  std::string code =
      absl::AsciiStrToUpper(absl::StrReplaceAll(text, {{"-", ""}, {" ", ""}}));
  if (code.size() != kCodeSize || !IsBase32(code)) return std::nullopt;
  for (size_t place = kCodeSize - kGroupSize; place > 0; place -= kGroupSize) {
    code.insert(place, "-");
  }
  return code;
}

}  // namespace rollcall::auth
