#include <string>

#include "absl/strings/str_cat.h"

#include "common/ticket/base45.h"
#include "common/ticket/code.h"
#include "common/ticket/ticket.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

// Whatever parses renders back to the same text.
void TryText(absl::string_view text) {
  const auto ticket = ticket::ParseText(text);
  if (!ticket) return;
  Require(ticket::RenderText(*ticket) == text, "a ticket has one text");
  Require(!ticket::IsSignedWith(*ticket,
                                std::string(ticket::kPublicKeyBytes, '\0')),
          "nobody signs with the key of zeros");
  Require(ticket->content.not_before < ticket->content.not_after,
          "a ticket is valid for some time");
}

// A code has one form, which is a code itself.
void TryCode(absl::string_view text) {
  const auto code = ticket::ParseCode(text);
  Require(!code || ticket::ParseCode(*code) == code, "a code is its own form");
}

}  // namespace

void TryTicket(absl::string_view input) {
  TryText(input);
  // Most bytes are no text at all, but all of them have one.
  TryText(absl::StrCat("RC1:", ticket::RenderBase45(input)));
  TryCode(input);
}

}  // namespace rollcall::fuzz
