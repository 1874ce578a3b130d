#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::ticket {

// What a machine-read ticket says.
struct TicketText {
  // The id of the event, a slug.
  std::string event;
  // 26 symbols of Crockford's base32 that nobody can guess (130 bits).
  std::string secret;
};

// Returns a secret for a new ticket.
std::string NewSecret();

// Renders `RC1:{EVENT}:{secret}`, whose characters are all in the alphanumeric
// mode of QR codes (ISO/IEC 18004): that mode has no lower case, so the event's
// slug is in upper case.
std::string Render(const TicketText& ticket);

// Parses exactly what Render renders, else nothing.
std::optional<TicketText> ParseText(absl::string_view text);

// Returns a short code that a person can read aloud: eight random symbols of
// Crockford's base32 (40 bits) and its check symbol modulo 37
// (https://www.crockford.com/base32.html).
std::string NewCode();

// Returns the code in the form of NewCode if the check symbol fits, else
// nothing. Takes lower case, hyphens and spaces anywhere, and O, I and L for 0,
// 1 and 1.
std::optional<std::string> ParseCode(absl::string_view text);

}  // namespace rollcall::ticket
