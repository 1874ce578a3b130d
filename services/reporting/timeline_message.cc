#include "services/reporting/timeline_message.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "services/reporting/report_message.h"

namespace rollcall::reporting {
namespace {

using attendance::Series;

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr absl::Duration kDefaultBucket = absl::Minutes(15);

bool IsWhole(absl::Duration duration) {
  return duration % kMinute == absl::ZeroDuration();
}

absl::Duration ParseBucket(const v1::GetTimelineRequest& request,
                           FieldChecker& check) {
  if (!request.has_bucket_duration()) return kDefaultBucket;
  const absl::Duration bucket =
      absl::Seconds(request.bucket_duration().seconds()) +
      absl::Nanoseconds(request.bucket_duration().nanos());
  if (!IsWhole(bucket) || bucket < kMinute || bucket > limits::kMaxBucket) {
    check.Fail("bucket_duration",
               "Must be whole minutes, from 1 minute to 366 days.");
    return kDefaultBucket;
  }
  return bucket;
}

void Render(const Attendees& attendees,
            v1::GetTimelineResponse::Presence& out) {
  out.set_arrival_count(attendees.arrivals);
  out.set_present_count(attendees.present);
  out.set_peak_count(attendees.peak);
}

void Render(const Peak& peak, v1::Peaks::Peak& out) {
  out.set_count(peak.count);
  if (peak.count > 0) RenderTime(peak.time, *out.mutable_time());
}

}  // namespace

TimelineRequest ParseTimeline(const v1::GetTimelineRequest& request,
                              FieldChecker& check) {
  TimelineRequest parsed;
  parsed.start = check.Timestamp("start_time", request.has_start_time(),
                                 request.start_time(), Requirement::kOptional);
  if (parsed.start && *parsed.start != attendance::MinuteOf(*parsed.start)) {
    check.Fail("start_time", "Must be the beginning of a minute.");
  }
  parsed.end = check.Timestamp("end_time", request.has_end_time(),
                               request.end_time(), Requirement::kOptional);
  if (parsed.start && parsed.end && *parsed.end <= *parsed.start) {
    check.Fail("end_time", "Must be later than start_time.");
  }
  parsed.bucket = ParseBucket(request, check);
  return parsed;
}

Window WindowOf(const TimelineRequest& request,
                const TimelineSnapshot& snapshot, FieldChecker& check) {
  const Extent extent =
      ExtentOf(snapshot.minutes, snapshot.session.start_time,
               snapshot.session.end_time, snapshot.state.as_of);
  Window window;
  window.start = request.start.value_or(attendance::MinuteOf(extent.start));
  window.end =
      request.end
          ? std::min(*request.end, std::max(snapshot.state.as_of, extent.end))
          : extent.end;
  window.bucket = request.bucket;
  if (BucketCount(window) > limits::kMaxTimelineBuckets) {
    check.Fail(
        "bucket_duration",
        absl::StrCat("Would make more than ", limits::kMaxTimelineBuckets,
                     " buckets: ask for longer ones, or for less time."));
  }
  return window;
}

void Render(const std::vector<TimelineBucket>& buckets,
            v1::GetTimelineResponse& out) {
  for (const TimelineBucket& bucket : buckets) {
    auto& rendered = *out.add_buckets();
    RenderTime(bucket.start, *rendered.mutable_start_time());
    Render(bucket.series.at(Series::kAny), *rendered.mutable_any());
    Render(bucket.series.at(Series::kInPerson), *rendered.mutable_in_person());
    Render(bucket.series.at(Series::kOnline), *rendered.mutable_online());
  }
}

void Render(const std::map<Series, Peak>& peaks, v1::Peaks& out) {
  Render(peaks.at(Series::kAny), *out.mutable_any());
  Render(peaks.at(Series::kInPerson), *out.mutable_in_person());
  Render(peaks.at(Series::kOnline), *out.mutable_online());
}

void Render(const SessionSnapshot& snapshot, const SessionName& session,
            v1::GetSessionReportResponse& out) {
  const Session& reported = snapshot.timeline.session;
  out.set_session(session.ToString());
  out.set_title(reported.title);
  Counts total;
  for (const Cell& cell : PeopleOf(snapshot.report)) total.Add(cell);
  Render(total, *out.mutable_total());
  Render(FindPeaks(snapshot.timeline.minutes, reported.end_time),
         *out.mutable_peaks());
  for (const Session& later : snapshot.report.sessions) {
    if (later.id == kVenueSession || later.start_time < reported.end_time) {
      continue;
    }
    auto& retention = *out.add_retentions();
    retention.set_session(SessionName{session.event, later.id}.ToString());
    retention.set_title(later.title);
    const auto both = snapshot.pairs.find(later.id);
    retention.set_retained_count(both == snapshot.pairs.end() ? 0
                                                              : both->second);
  }
  Render(snapshot.report.unmatched, *out.mutable_unmatched());
  Render(snapshot.report.excluded, *out.mutable_excluded());
}

}  // namespace rollcall::reporting
