#include "services/registration/attendance_rule_message.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace rollcall::registration {
namespace {

constexpr char kOfDuration[] = "Must be unset unless measure is DURATION.";
constexpr char kOfPercentage[] =
    "Must be unset unless measure is a percentage.";

void ParseDuration(const std::string& field, const v1::AttendanceRule& message,
                   absl::Duration threshold, AttendanceRule& rule,
                   FieldChecker& check) {
  if (message.present_percent() != 0) {
    check.Fail(field + ".present_percent", kOfPercentage);
  }
  if (message.partial_percent() != 0) {
    check.Fail(field + ".partial_percent", kOfPercentage);
  }
  if (!message.has_partial_duration()) return;
  const int64_t seconds = message.partial_duration().seconds();
  if (seconds < 1 || message.partial_duration().nanos() != 0 ||
      absl::Seconds(seconds) >= threshold) {
    check.Fail(field + ".partial_duration",
               "Must be whole seconds from 1 s to less than "
               "online_attendance_threshold.");
  }
  rule.partial_duration = absl::Seconds(seconds);
}

void ParsePercentage(const std::string& field,
                     const v1::AttendanceRule& message, AttendanceRule& rule,
                     FieldChecker& check) {
  if (message.has_partial_duration()) {
    check.Fail(field + ".partial_duration", kOfDuration);
  }
  rule.present_percent = message.present_percent();
  rule.partial_percent = message.partial_percent();
  int max_partial = rule.present_percent;
  if (rule.present_percent < 1 || rule.present_percent > 100) {
    check.Fail(field + ".present_percent", "Must be from 1 to 100.");
    max_partial = 100;
  }
  if (rule.partial_percent < 0 || rule.partial_percent > max_partial) {
    check.Fail(field + ".partial_percent",
               "Must be from 0 to present_percent.");
  }
}

}  // namespace

AttendanceRule ParseAttendanceRule(const std::string& field,
                                   const v1::AttendanceRule& message,
                                   absl::Duration threshold,
                                   FieldChecker& check) {
  AttendanceRule rule;
  if (message.measure() != v1::AttendanceRule::MEASURE_UNSPECIFIED) {
    rule.measure = check.Value(field + ".measure", message.measure());
  }
  switch (rule.measure) {
    case v1::AttendanceRule::MEASURE_DURATION:
      ParseDuration(field, message, threshold, rule, check);
      break;
    case v1::AttendanceRule::MEASURE_PERCENT_OF_SCHEDULED:
    case v1::AttendanceRule::MEASURE_PERCENT_OF_ACTUAL:
      ParsePercentage(field, message, rule, check);
      break;
    default:
      // Which fields belong to a measure that is not known is not known either.
      break;
  }
  return rule;
}

void Render(const AttendanceRule& rule, v1::AttendanceRule& out) {
  out.set_measure(rule.measure);
  if (rule.partial_duration > absl::ZeroDuration()) {
    out.mutable_partial_duration()->set_seconds(
        absl::ToInt64Seconds(rule.partial_duration));
  }
  out.set_present_percent(rule.present_percent);
  out.set_partial_percent(rule.partial_percent);
}

}  // namespace rollcall::registration
