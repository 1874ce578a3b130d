#include "common/ticket/base45.h"

#include <cstdint>

namespace rollcall::ticket {
namespace {

constexpr absl::string_view kAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr uint32_t kBase = 45;
static_assert(kAlphabet.size() == kBase);

// A group is two bytes in three characters, or the last byte in two; the
// characters have the lowest digit first.
constexpr size_t kGroupBytes = 2;
constexpr size_t kGroupCharacters = 3;

}  // namespace

std::string RenderBase45(absl::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += kGroupBytes) {
    const absl::string_view group = bytes.substr(i, kGroupBytes);
    uint32_t value = 0;
    for (const char c : group) value = value << 8 | static_cast<uint8_t>(c);
    for (size_t digit = 0; digit <= group.size(); ++digit) {
      text += kAlphabet[value % kBase];
      value /= kBase;
    }
  }
  return text;
}

std::optional<std::string> ParseBase45(absl::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); i += kGroupCharacters) {
    const absl::string_view group = text.substr(i, kGroupCharacters);
    uint32_t value = 0;
    for (size_t digit = group.size(); digit-- > 0;) {
      const size_t position = kAlphabet.find(group[digit]);
      if (position == absl::string_view::npos) return std::nullopt;
      value = value * kBase + static_cast<uint32_t>(position);
    }
    const size_t size = group.size() - 1;
    if (size == 0 || value >> (8 * size) != 0) return std::nullopt;
    for (size_t left = size; left-- > 0;) {
      bytes += static_cast<char>(value >> (8 * left));
    }
  }
  return bytes;
}

}  // namespace rollcall::ticket
