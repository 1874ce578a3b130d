#pragma once

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// The time zone of `event`; UTC on a machine that does not know it.
absl::TimeZone ZoneOf(const reporting::v1::Report::Event& event);

// `2022-09-03 18:00:05 +08:00`, in `zone`, or with `UTC`.
std::string InstantText(absl::Time time, absl::TimeZone zone);

// `time` in the zone of `event`: `09:57` on the only day of an event of one
// day, else `3 Sep 09:57`.
std::string ClockText(absl::Time time,
                      const reporting::v1::Report::Event& event);

// The day or days of `event` in its own zone: `3 September 2022` or
// `3 September 2022 – 5 September 2022`.
std::string DaysText(const reporting::v1::Report::Event& event);

// How far data is behind: `12 s`; empty when it is not.
std::string StalenessText(const reporting::v1::GetSummaryResponse& summary);

}  // namespace rollcall::report
