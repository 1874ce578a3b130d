#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace rollcall::presence {

// How a date with slashes is written.
enum class DateOrder { kMonthFirst, kDayFirst };

// Reads a time as attendance reports of platforms write it: RFC 3339, or
// without an offset `2022-09-03 11:02:10`, `09/03/2022 11:02:10 AM` and the
// same without seconds, which are of `zone`. Without an `order`, a date with
// slashes is read month first if that is a date, and else day first. Nothing
// when it is none of these.
std::optional<absl::Time> ParseTimeText(absl::string_view text,
                                        absl::TimeZone zone,
                                        std::optional<DateOrder> order);

// Whether `text` is another time in each order, as 09/03/2022 11:02 is.
bool NeedsDateOrder(absl::string_view text);

// Reads a duration: `95` or `95.5` minutes, `1:35:00` or `1h 35m 10s`. Nothing
// when it is none of these, or negative.
std::optional<absl::Duration> ParseDurationText(absl::string_view text);

}  // namespace rollcall::presence
