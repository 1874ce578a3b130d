#include "common/base/uuid.h"

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "common/base/hash.h"
#include "common/base/random.h"

namespace rollcall {
namespace {

constexpr size_t kTextSize = 36;

bool IsHyphenPosition(size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

// Renders 16 bytes after writing version and variant over theirs.
std::string Format(std::string bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  return UuidOfBytes(bytes);
}

}  // namespace

std::string NewUuid() { return NewUuidAt(absl::Now()); }

std::string NewUuidAt(absl::Time time) {
  std::string bytes = RandomBytes(kUuidBytes);
  const auto millis = static_cast<uint64_t>(absl::ToUnixMillis(time));
  for (int i = 0; i < 6; ++i) {
    bytes[i] = static_cast<char>(millis >> (40 - 8 * i));
  }
  return Format(std::move(bytes), 7);
}

std::string NewRandomUuid() { return Format(RandomBytes(kUuidBytes), 4); }

std::string UuidOfName(absl::string_view name) {
  return Format(Sha256(name).substr(0, kUuidBytes), 8);
}

std::optional<std::string> ParseUuid(absl::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  bool nil = true;
  for (size_t i = 0; i < kTextSize; ++i) {
    if (IsHyphenPosition(i) ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) {
      return std::nullopt;
    }
    nil = nil && (text[i] == '0' || text[i] == '-');
  }
  if (nil) return std::nullopt;
  return absl::AsciiStrToLower(text);
}

std::string BytesOfUuid(absl::string_view uuid) {
  return absl::HexStringToBytes(absl::StrReplaceAll(uuid, {{"-", ""}}));
}

std::string UuidOfBytes(absl::string_view bytes) {
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace rollcall
