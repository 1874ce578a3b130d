#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::auth {

// Whose tokens are kept in the database.
enum class TokenKind { kDelegationHead, kDevice, kApiKey };

// What a token says of itself, before anybody knows whether it is one: in which
// event to look for it, and for heads not more than that.
struct TokenText {
  TokenKind kind = TokenKind::kDelegationHead;
  std::string event;
  // The UUID of the device or the key. Empty for heads.
  std::string id;
};

// Returns a new token for the head of a delegation of `event`, the event's id:
// `rchead_{event}_{26 digits of base32}`. It has 130 random bits, and can be
// told from other secrets by its beginning.
std::string NewHeadToken(absl::string_view event);

// Likewise for the device or key `id`, a UUID: `rcdev_{event}_{id}_{26 digits}`
// and `rckey_…`, the id without hyphens.
std::string NewDeviceToken(absl::string_view event, absl::string_view id);
std::string NewApiKeyText(absl::string_view event, absl::string_view id);

// Returns what a token of these forms says, else nothing.
std::optional<TokenText> ParseTokenText(absl::string_view token);

// Returns a new code that a device enrols with: 80 random bits as
// `XXXX-XXXX-XXXX-XXXX`, digits of Crockford's base32.
std::string NewEnrollmentCode();

// Returns a code as NewEnrollmentCode gives it, from whatever case and with or
// without hyphens and spaces; nothing when it cannot be one.
std::optional<std::string> ParseEnrollmentCode(absl::string_view text);

}  // namespace rollcall::auth
