#include "common/base/uuid.h"

#include <algorithm>
#include <atomic>
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

// Random bytes after 48 bits of milliseconds.
std::string BytesAt(uint64_t millis) {
  std::string bytes = RandomBytes(kUuidBytes);
  for (int i = 0; i < 6; ++i) {
    bytes[i] = static_cast<char>(millis >> (40 - 8 * i));
  }
  return bytes;
}

// 1/4096 ms since 1970, later than all that were returned before (RFC 9562,
// section 6.2, method 3).
uint64_t NextTick() {
  static std::atomic<uint64_t> last = 0;
  const auto nanos = static_cast<uint64_t>(absl::GetCurrentTimeNanos());
  const uint64_t now =
      nanos / 1'000'000 * 4096 + nanos % 1'000'000 * 4096 / 1'000'000;
  uint64_t before = last;
  uint64_t tick = 0;
  do {
    tick = std::max(now, before + 1);
  } while (!last.compare_exchange_weak(before, tick));
  return tick;
}

}  // namespace

std::string NewUuid() {
  const uint64_t tick = NextTick();
  std::string bytes = BytesAt(tick >> 12);
  bytes[6] = static_cast<char>(tick >> 8 & 0x0F);
  bytes[7] = static_cast<char>(tick);
  return Format(std::move(bytes), 7);
}

std::string NewUuidAt(absl::Time time) {
  return Format(BytesAt(static_cast<uint64_t>(absl::ToUnixMillis(time))), 7);
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
