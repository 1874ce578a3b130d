#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/ticket/signing_key.h"

namespace rollcall::ticket {

// What a ticket says. It says nothing about the person, so that a change of
// name or e-mail leaves it valid.
struct Content {
  // The key that it is signed with, from 0 to 65,535.
  int key_id = 0;
  // The id of the event, a slug.
  std::string event;
  // The ids of the registration and of this ticket of it, UUIDs in lower case.
  // The serial is random: who presents one that is known was given the ticket.
  std::string registration;
  std::string serial;
  // When the ticket is valid, half-open, in whole seconds from 1970 to 36811.
  absl::Time not_before;
  absl::Time not_after;
};

// A ticket and its signature, good or bad.
struct SignedTicket {
  Content content;
  std::string signature;
};

// The text of a ticket is `RC1:` and the base45 (RFC 9285) of these bytes, all
// of it in the alphanumeric mode of QR codes (ISO/IEC 18004, 7.4.4); numbers
// are unsigned and have the highest byte first:
//
//   offset  bytes
//        0      1  version of the layout, 1
//        1      2  key_id
//        3     16  registration
//       19     16  serial
//       35      5  not_before, in seconds since 1970-01-01T00:00:00Z
//       40      5  not_after, likewise; greater than not_before
//       45   1-63  event, in ASCII
//   -64        64  Ed25519 signature (RFC 8032, section 5.1.6) of all before it
//
// The longest is 262 characters: version 9 of a QR code at level M.

// A ticket of `content` by `key`, whose id becomes the content's. The times
// lose their fractions of a second.
SignedTicket Sign(Content content, const SigningKey& key);

// Reports whether the ticket is signed with the key behind `public_key`.
bool IsSignedWith(const SignedTicket& ticket, absl::string_view public_key);

// The text of a ticket that Sign or ParseText returned.
std::string RenderText(const SignedTicket& ticket);

// Parses what RenderText renders, and nothing else, whatever the signature is
// worth.
std::optional<SignedTicket> ParseText(absl::string_view text);

}  // namespace rollcall::ticket
