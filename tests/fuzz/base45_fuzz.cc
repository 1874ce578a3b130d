#include <string>

#include "common/ticket/base45.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {

void TryBase45(absl::string_view input) {
  const auto bytes = ticket::ParseBase45(input);
  Require(!bytes || ticket::RenderBase45(*bytes) == input,
          "bytes have one text");
  const std::string text = ticket::RenderBase45(input);
  Require(text.size() == input.size() / 2 * 3 + input.size() % 2 * 2,
          "two bytes are three characters, a lone one two");
  const auto parsed = ticket::ParseBase45(text);
  Require(parsed && *parsed == input, "a text parses to the bytes it is of");
}

}  // namespace rollcall::fuzz
