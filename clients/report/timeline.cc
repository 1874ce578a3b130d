#include "clients/report/timeline.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

#include "common/api/timestamp.h"

namespace rollcall::report {
namespace {

constexpr size_t kMostTicks = 7;
constexpr absl::Duration kDefaultBucket = absl::Minutes(15);
constexpr absl::Duration kLongestInHours = absl::Hours(48);
constexpr int kHourSteps[] = {1, 2, 3, 6, 12, 24};

template <typename Civil>
std::vector<Tick> TicksBy(Civil first, int step, const char* format,
                          absl::Time start, absl::Time end,
                          absl::TimeZone zone) {
  std::vector<Tick> ticks;
  for (Civil at = first;; at += step) {
    const absl::Time time = absl::FromCivil(at, zone);
    if (time > end) return ticks;
    if (time < start) continue;
    const std::string label = absl::FormatTime(format, time, zone);
    ticks.push_back({time, std::string(absl::StripAsciiWhitespace(label))});
  }
}

std::vector<Tick> HourTicks(absl::Time start, absl::Time end,
                            absl::TimeZone zone) {
  const absl::CivilDay day(absl::ToCivilSecond(start, zone));
  std::vector<Tick> ticks;
  for (const int step : kHourSteps) {
    ticks = TicksBy(absl::CivilHour(day), step, "%H:%M", start, end, zone);
    if (ticks.size() <= kMostTicks) break;
  }
  return ticks;
}

std::vector<Tick> DayTicks(absl::Time start, absl::Time end,
                           absl::TimeZone zone) {
  const absl::CivilDay first(absl::ToCivilSecond(start, zone));
  const absl::CivilDay last(absl::ToCivilSecond(end, zone));
  const auto days = static_cast<int>(last - first) + 1;
  const auto step =
      (days + static_cast<int>(kMostTicks) - 1) / static_cast<int>(kMostTicks);
  return TicksBy(first, step, "%e %b", start, end, zone);
}

std::vector<Step> WithoutEmptyEnds(const std::vector<Step>& steps) {
  const auto has_people = [](const Step& step) { return step.any > 0; };
  auto first = std::find_if(steps.begin(), steps.end(), has_people);
  auto last = std::find_if(steps.rbegin(), steps.rend(), has_people).base();
  if (first == steps.end()) return steps;
  if (first != steps.begin()) --first;
  if (last != steps.end()) ++last;
  return {first, last};
}

}  // namespace

std::vector<Step> StepsOf(const reporting::v1::GetTimelineResponse& timeline) {
  std::vector<Step> steps;
  for (const auto& bucket : timeline.buckets()) {
    const absl::Time start = ToTime(bucket.start_time());
    if (!steps.empty()) steps.back().end = start;
    steps.push_back({start, start + kDefaultBucket, bucket.any().peak_count(),
                     bucket.in_person().peak_count(),
                     bucket.online().peak_count()});
  }
  if (steps.size() > 1) {
    const Step& before = steps[steps.size() - 2];
    steps.back().end = steps.back().start + (before.end - before.start);
  }
  return WithoutEmptyEnds(steps);
}

std::vector<Step> MergeSteps(const std::vector<Step>& steps, size_t most) {
  const size_t each = (steps.size() + most - 1) / most;
  std::vector<Step> merged;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (i % each == 0) {
      merged.push_back(steps[i]);
      continue;
    }
    Step& step = merged.back();
    step.end = steps[i].end;
    step.any = std::max(step.any, steps[i].any);
    step.in_person = std::max(step.in_person, steps[i].in_person);
    step.online = std::max(step.online, steps[i].online);
  }
  return merged;
}

std::vector<Tick> TicksOf(const std::vector<Step>& steps, absl::TimeZone zone) {
  if (steps.empty()) return {};
  const absl::Time start = steps.front().start;
  const absl::Time end = steps.back().end;
  return end - start <= kLongestInHours ? HourTicks(start, end, zone)
                                        : DayTicks(start, end, zone);
}

}  // namespace rollcall::report
