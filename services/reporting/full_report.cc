#include "services/reporting/full_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "common/api/limits.h"
#include "services/reporting/breakdown_report.h"
#include "services/reporting/communique.h"
#include "services/reporting/public_breakdown.h"
#include "services/reporting/report_message.h"
#include "services/reporting/timeline_message.h"

namespace rollcall::reporting {
namespace {

constexpr absl::Duration kShortestBucket = absl::Minutes(15);
constexpr absl::Duration kLongestMargin = absl::Hours(24);
constexpr char kLanguage[] = "en";
// How many later sessions are told of: a long agenda has many pairs of
// sessions, and a message must stay within limits::kMaxMessageBytes.
constexpr int kRetentions = 10;

void RenderEvent(const EventName& event, const EventFacts& facts,
                 v1::Report::Event& out) {
  out.set_name(event.ToString());
  out.set_title(facts.title);
  out.set_theme(facts.theme);
  out.set_venue(facts.venue);
  out.set_city(facts.city);
  out.set_time_zone(facts.time_zone);
  RenderTime(facts.start_time, *out.mutable_start_time());
  RenderTime(facts.end_time, *out.mutable_end_time());
}

const Snapshot& SnapshotFor(v1::Dimension dimension,
                            const FullSnapshot& snapshot) {
  switch (dimension) {
    case v1::DIMENSION_SESSION:
      return snapshot.by_session;
    case v1::DIMENSION_DAY:
      return snapshot.by_day;
    default:
      return snapshot.report;
  }
}

void RenderBreakdowns(const EventName& event, const FullSnapshot& snapshot,
                      std::optional<int> public_threshold, v1::Report& out) {
  for (const v1::Dimension dimension :
       {v1::DIMENSION_MODE, v1::DIMENSION_COUNTRY, v1::DIMENSION_REGION,
        v1::DIMENSION_SECTOR, v1::DIMENSION_SESSION, v1::DIMENSION_DAY}) {
    auto& rendered = *out.add_breakdowns();
    rendered.set_dimension(dimension);
    const BreakdownReport report(
        {event, {dimension}, {}, v1::MEASURE_UNSPECIFIED, public_threshold},
        SnapshotFor(dimension, snapshot));
    report.Render(0, report.row_count(), *rendered.mutable_breakdown());
  }
}

void RenderTimeline(const EventFacts& event, const TimelineSnapshot& snapshot,
                    v1::GetTimelineResponse& out) {
  FieldChecker unused;
  TimelineRequest request;
  request.bucket = kShortestBucket;
  Window window = WindowOf(request, snapshot, unused);
  // A scan years later would make one bucket of the event itself.
  const absl::Time start = std::max(
      window.start, attendance::MinuteOf(event.start_time) - kLongestMargin);
  const absl::Time end = std::min(window.end, event.end_time + kLongestMargin);
  if (start < end) {
    window.start = start;
    window.end = end;
  }
  while (BucketCount(window) > limits::kFrozenBuckets) window.bucket *= 2;
  const absl::Time open_end = snapshot.session.end_time;
  Render(BuildTimeline(snapshot.minutes, open_end, window), out);
  Render(FindPeaks(snapshot.minutes, open_end), *out.mutable_peaks());
  RenderState(snapshot.state, out);
}

// What a row is of, as a key.
std::string KeyOf(const v1::BreakdownRow& row) {
  std::string key;
  for (const auto& value : row.values()) {
    key += value.SerializeAsString();
    key += '\n';
  }
  return key;
}

bool AreSame(const v1::Counts& a, const v1::Counts& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

// Notes what differs between the rows of two breakdowns by the same dimension.
void CompareRows(const v1::GetBreakdownResponse& frozen,
                 const v1::GetBreakdownResponse& current,
                 std::vector<v1::Adjustment>& out) {
  struct Pair {
    const v1::BreakdownRow* row = nullptr;
    v1::Counts frozen;
    v1::Counts current;
  };
  std::map<std::string, size_t> places;
  std::vector<Pair> pairs;
  const auto at = [&](const v1::BreakdownRow& row) -> Pair& {
    const auto [place, is_new] = places.emplace(KeyOf(row), pairs.size());
    if (is_new) pairs.push_back({&row, {}, {}});
    return pairs[place->second];
  };
  for (const auto& row : frozen.rows()) at(row).frozen = row.counts();
  for (const auto& row : current.rows()) at(row).current = row.counts();
  for (const Pair& pair : pairs) {
    if (AreSame(pair.frozen, pair.current)) continue;
    v1::Adjustment& adjustment = out.emplace_back();
    *adjustment.mutable_values() = pair.row->values();
    *adjustment.mutable_frozen() = pair.frozen;
    *adjustment.mutable_current() = pair.current;
  }
}

}  // namespace

v1::Report ComposeReport(const EventName& event, const FullSnapshot& snapshot,
                         v1::Audience audience, int public_threshold) {
  const bool is_public = audience == v1::AUDIENCE_PUBLIC;
  v1::Report report;
  report.set_audience(audience);
  RenderEvent(event, snapshot.report.event, *report.mutable_event());
  RenderBreakdowns(event, snapshot,
                   is_public ? std::optional(public_threshold) : std::nullopt,
                   report);
  auto& summary = *report.mutable_summary();
  if (is_public) {
    RenderPublic(snapshot.report, public_threshold, summary);
  } else {
    Render(snapshot.report, summary);
    RenderTimeline(snapshot.report.event, snapshot.timeline,
                   *report.mutable_timeline());
    for (const auto& [session, of_session] : snapshot.sessions) {
      auto& rendered = *report.add_sessions();
      Render(of_session, session, rendered);
      const int more = rendered.retentions_size() - kRetentions;
      if (more > 0) {
        rendered.mutable_retentions()->DeleteSubrange(kRetentions, more);
      }
      RenderState(of_session.report.state, rendered);
    }
  }
  report.set_communique(ComposeCommunique(
      snapshot.report.event,
      SummarizeForPublic(snapshot.report, public_threshold), kLanguage));
  return report;
}

std::vector<v1::Adjustment> CompareReports(const v1::Report& frozen,
                                           const v1::Report& current) {
  std::vector<v1::Adjustment> adjustments;
  if (!AreSame(frozen.summary().total(), current.summary().total())) {
    v1::Adjustment& adjustment = adjustments.emplace_back();
    *adjustment.mutable_frozen() = frozen.summary().total();
    *adjustment.mutable_current() = current.summary().total();
  }
  for (const auto& before : frozen.breakdowns()) {
    for (const auto& now : current.breakdowns()) {
      if (before.dimension() != now.dimension()) continue;
      CompareRows(before.breakdown(), now.breakdown(), adjustments);
    }
  }
  return adjustments;
}

}  // namespace rollcall::reporting
