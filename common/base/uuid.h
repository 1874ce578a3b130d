#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace rollcall {

inline constexpr size_t kUuidBytes = 16;

// Comes before every other UUID, and is nobody's.
inline constexpr char kNilUuid[] = "00000000-0000-0000-0000-000000000000";

// Returns a new UUID of version 7 (RFC 9562, section 5.7) in lower case: 48
// bits of milliseconds since 1970, 12 of their fraction, then 62 random bits.
// Ids of one process sort in the order in which they were made, also when its
// clock is set back; those of several by the time they were made.
std::string NewUuid();

// Returns a UUID of version 7 for a given instant: its milliseconds, then 74
// random bits.
std::string NewUuidAt(absl::Time time);

// Returns a new UUID of version 4 (RFC 9562, section 5.4) in lower case: 122
// bits that nobody can guess.
std::string NewRandomUuid();

// Returns the UUID of version 8 (RFC 9562, section 5.8) that belongs to `name`:
// 122 bits of its SHA-256.
std::string UuidOfName(absl::string_view name);

// Returns `text` in lower case if it is a UUID of any version in the form
// xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, else nothing. The nil UUID is none:
// clients send it when they forgot to make one.
std::optional<std::string> ParseUuid(absl::string_view text);

// The 16 bytes of a UUID in the form above, and the UUID of 16 bytes.
std::string BytesOfUuid(absl::string_view uuid);
std::string UuidOfBytes(absl::string_view bytes);

}  // namespace rollcall
