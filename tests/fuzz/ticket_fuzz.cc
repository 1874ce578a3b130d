// What libFuzzer calls (./dev fuzz), and ticket_fuzz_test.cc: any bytes as what
// somebody holds before a scanner or types.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/ticket/base45.h"
#include "common/ticket/code.h"
#include "common/ticket/ticket.h"

namespace rollcall::ticket {
namespace {

void Require(bool held) {
  if (!held) std::abort();
}

// Whatever parses renders back to the same text.
void TryText(absl::string_view text) {
  const auto ticket = ParseText(text);
  if (!ticket) return;
  Require(RenderText(*ticket) == text);
  Require(!IsSignedWith(*ticket, std::string(kPublicKeyBytes, '\0')));
}

void TryBase45(absl::string_view text) {
  const auto bytes = ParseBase45(text);
  Require(!bytes || RenderBase45(*bytes) == text);
}

// All bytes have a text, which parses back to them.
void TryBytes(absl::string_view bytes) {
  const std::string text = RenderBase45(bytes);
  const auto parsed = ParseBase45(text);
  Require(parsed && *parsed == bytes);
  TryText(absl::StrCat("RC1:", text));
}

void TryCode(absl::string_view text) {
  const auto code = ParseCode(text);
  Require(!code || ParseCode(*code) == code);
}

}  // namespace
}  // namespace rollcall::ticket

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  rollcall::ticket::TryText(input);
  rollcall::ticket::TryBase45(input);
  rollcall::ticket::TryBytes(input);
  rollcall::ticket::TryCode(input);
  return 0;
}
