#include "clients/report/number.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace rollcall::report {

using reporting::v1::Counts;
using reporting::v1::HiddenCounts;
using reporting::v1::Measure;

namespace {

// The level from which on `measure` is hidden.
HiddenCounts LevelOf(Measure measure) {
  switch (measure) {
    case reporting::v1::MEASURE_REGISTERED:
      return reporting::v1::HIDDEN_COUNTS_ALL;
    case reporting::v1::MEASURE_ATTENDED:
      return reporting::v1::HIDDEN_COUNTS_ATTENDED;
    default:
      return reporting::v1::HIDDEN_COUNTS_WAYS;
  }
}

int64_t Count(const Counts& counts, Measure measure) {
  switch (measure) {
    case reporting::v1::MEASURE_REGISTERED:
      return counts.registered_count();
    case reporting::v1::MEASURE_CONFIRMED:
      return counts.confirmed_count();
    case reporting::v1::MEASURE_ATTENDED:
      return counts.attended_count();
    case reporting::v1::MEASURE_IN_PERSON_ONLY:
      return counts.in_person_only_count();
    case reporting::v1::MEASURE_ONLINE_ONLY:
      return counts.online_only_count();
    case reporting::v1::MEASURE_BOTH:
      return counts.both_count();
    case reporting::v1::MEASURE_NO_SHOW:
      return counts.no_show_count();
    case reporting::v1::MEASURE_PARTIAL:
      return counts.partial_count();
    case reporting::v1::MEASURE_ONLINE_DURATION:
      return counts.online_duration().seconds();
    default:
      return 0;
  }
}

}  // namespace

bool IsTold(reporting::v1::Audience audience, Measure measure) {
  if (audience != reporting::v1::AUDIENCE_PUBLIC) return true;
  switch (measure) {
    case reporting::v1::MEASURE_REGISTERED:
    case reporting::v1::MEASURE_ATTENDED:
    case reporting::v1::MEASURE_IN_PERSON_ONLY:
    case reporting::v1::MEASURE_ONLINE_ONLY:
    case reporting::v1::MEASURE_BOTH:
      return true;
    default:
      return false;
  }
}

std::optional<int64_t> NumberOf(const Counts& counts, HiddenCounts hidden,
                                Measure measure) {
  if (hidden >= LevelOf(measure)) return std::nullopt;
  return Count(counts, measure);
}

std::string TitleOf(Measure measure) {
  switch (measure) {
    case reporting::v1::MEASURE_REGISTERED:
      return "registered";
    case reporting::v1::MEASURE_CONFIRMED:
      return "confirmed";
    case reporting::v1::MEASURE_ATTENDED:
      return "attended";
    case reporting::v1::MEASURE_IN_PERSON_ONLY:
      return "in person";
    case reporting::v1::MEASURE_ONLINE_ONLY:
      return "online";
    case reporting::v1::MEASURE_BOTH:
      return "both";
    case reporting::v1::MEASURE_NO_SHOW:
      return "no-show";
    case reporting::v1::MEASURE_PARTIAL:
      return "partial";
    case reporting::v1::MEASURE_ONLINE_DURATION:
      return "hours online";
    default:
      return "";
  }
}

std::string WordOf(HiddenCounts hidden) {
  switch (hidden) {
    case reporting::v1::HIDDEN_COUNTS_UNSPECIFIED:
      return "";
    case reporting::v1::HIDDEN_COUNTS_WAYS:
      return "ways";
    case reporting::v1::HIDDEN_COUNTS_ATTENDED:
      return "attended";
    default:
      return "all";
  }
}

std::string PercentText(int64_t part, int64_t whole) {
  if (whole == 0) return "";
  return absl::StrFormat("%.1f %%", 100.0 * static_cast<double>(part) /
                                        static_cast<double>(whole));
}

std::string HoursText(int64_t seconds) {
  return absl::StrFormat("%d:%02d", seconds / 3600, seconds / 60 % 60);
}

}  // namespace rollcall::report
