#include "clients/report/time_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/api/timestamp.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

std::string DayText(absl::Time time, absl::TimeZone zone) {
  return std::string(absl::StripLeadingAsciiWhitespace(
      absl::FormatTime("%e %B %Y", time, zone)));
}

}  // namespace

absl::TimeZone ZoneOf(const Report::Event& event) {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(event.time_zone(), &zone);
  return zone;
}

std::string InstantText(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime(zone == absl::UTCTimeZone() ? "%Y-%m-%d %H:%M:%S UTC"
                                                      : "%Y-%m-%d %H:%M:%S %Ez",
                          time, zone);
}

std::string ClockText(absl::Time time, const Report::Event& event) {
  const absl::TimeZone zone = ZoneOf(event);
  const std::string days = DaysText(event);
  if (days == DayText(time, zone)) {
    return absl::FormatTime("%H:%M", time, zone);
  }
  return std::string(absl::StripLeadingAsciiWhitespace(
      absl::FormatTime("%e %b %H:%M", time, zone)));
}

std::string DaysText(const Report::Event& event) {
  if (!event.has_start_time() || !event.has_end_time()) return "";
  const absl::TimeZone zone = ZoneOf(event);
  const absl::Time start = ToTime(event.start_time());
  const absl::Time last =
      std::max(start, ToTime(event.end_time()) - absl::Nanoseconds(1));
  const std::string first_day = DayText(start, zone);
  const std::string last_day = DayText(last, zone);
  return first_day == last_day ? first_day
                               : absl::StrCat(first_day, " – ", last_day);
}

std::string StalenessText(const reporting::v1::GetSummaryResponse& summary) {
  if (!summary.has_staleness()) return "";
  return absl::FormatDuration(absl::Seconds(summary.staleness().seconds()) +
                              absl::Nanoseconds(summary.staleness().nanos()));
}

}  // namespace rollcall::report
