#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rollcall/reporting/v1/counts.pb.h"

namespace rollcall::report {

// Whether reports for `audience` tell of `measure` at all.
bool IsTold(reporting::v1::Audience audience, reporting::v1::Measure measure);

// The number of `counts` that `measure` is, online_duration in whole seconds.
// Nothing where it is hidden.
std::optional<int64_t> NumberOf(const reporting::v1::Counts& counts,
                                reporting::v1::HiddenCounts hidden,
                                reporting::v1::Measure measure);

// The name of `measure` at the head of a column, as `in person`.
std::string TitleOf(reporting::v1::Measure measure);

// What is hidden, in a word: ``, `ways`, `attended` or `all`.
std::string WordOf(reporting::v1::HiddenCounts hidden);

// `part` of `whole` as `95.9 %`; nothing of a whole that is 0.
std::string PercentText(int64_t part, int64_t whole);

// `seconds` as `12:05`, hours and minutes.
std::string HoursText(int64_t seconds);

}  // namespace rollcall::report
