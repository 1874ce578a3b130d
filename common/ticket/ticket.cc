#include "common/ticket/ticket.h"

#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/api/resource_name.h"
#include "common/base/random.h"

namespace rollcall::ticket {
namespace {

constexpr char kPrefix[] = "RC1";
// The first 32 are digits; all 37 are check symbols.
constexpr absl::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
constexpr size_t kDigits = 32;
constexpr size_t kSecretSize = 26;
constexpr size_t kCodeSize = 8;

std::string RandomDigits(size_t size) {
  std::string digits = RandomBytes(size);
  // 256 is a multiple of 32, so that every digit is equally likely.
  for (char& c : digits) c = kSymbols[static_cast<unsigned char>(c) % kDigits];
  return digits;
}

bool AreDigits(absl::string_view text) {
  for (const char c : text) {
    if (kSymbols.substr(0, kDigits).find(c) == absl::string_view::npos) {
      return false;
    }
  }
  return true;
}

char CheckSymbolOf(absl::string_view digits) {
  uint64_t number = 0;
  for (const char c : digits) number = number * kDigits + kSymbols.find(c);
  return kSymbols[number % kSymbols.size()];
}

bool IsSpacing(char c) { return c == '-' || c == ' '; }

// What a person may have meant by a symbol.
char Canonical(char c) {
  switch (const char upper = absl::ascii_toupper(c)) {
    case 'O':
      return '0';
    case 'I':
    case 'L':
      return '1';
    default:
      return upper;
  }
}

}  // namespace

std::string NewSecret() { return RandomDigits(kSecretSize); }

std::string Render(const TicketText& ticket) {
  return absl::StrCat(kPrefix, ":", absl::AsciiStrToUpper(ticket.event), ":",
                      ticket.secret);
}

std::optional<TicketText> ParseText(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  if (parts.size() != 3 || parts[0] != kPrefix ||
      parts[2].size() != kSecretSize || !AreDigits(parts[2])) {
    return std::nullopt;
  }
  TicketText ticket{absl::AsciiStrToLower(parts[1]), std::string(parts[2])};
  if (!IsSlug(ticket.event) || Render(ticket) != text) return std::nullopt;
  return ticket;
}

std::string NewCode() {
  std::string code = RandomDigits(kCodeSize);
  code += CheckSymbolOf(code);
  return code;
}

std::optional<std::string> ParseCode(absl::string_view text) {
  std::string code;
  for (const char c : text) {
    if (!IsSpacing(c)) code += Canonical(c);
  }
  if (code.size() != kCodeSize + 1) return std::nullopt;
  const absl::string_view digits = absl::string_view(code).substr(0, kCodeSize);
  if (!AreDigits(digits) || code.back() != CheckSymbolOf(digits)) {
    return std::nullopt;
  }
  return code;
}

}  // namespace rollcall::ticket
