#include "services/reporting/full_report.h"

#include <algorithm>

#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"

namespace rollcall::reporting {
namespace {

using attendance::Series;

const absl::Time event_start = absl::FromUnixSeconds(1662166800);
const absl::Time event_end = event_start + absl::Hours(9);

// An event of nine hours at whose beginning one person came, for an hour, and
// another one `later`.
FullSnapshot SnapshotOf(absl::Duration later) {
  FullSnapshot full;
  full.report.event.time_zone = "UTC";
  full.report.event.start_time = event_start;
  full.report.event.end_time = event_end;
  full.timeline.session = {"venue", "", event_start, event_end};
  full.timeline.state.as_of = event_end + absl::Hours(24 * 366 * 10);
  for (const Series series : {Series::kAny, Series::kInPerson}) {
    auto& minutes = full.timeline.minutes[series];
    for (const absl::Time came : {event_start, event_start + later}) {
      minutes[came].arrivals = minutes[came].starts = 1;
      minutes[came + absl::Hours(1)].ends = 1;
    }
  }
  return full;
}

v1::GetTimelineResponse TimelineOf(absl::Duration later) {
  return ComposeReport({"e"}, SnapshotOf(later), v1::AUDIENCE_INTERNAL, 10)
      .timeline();
}

TEST(FullReport, HasATimelineOfTheEventThoughSomebodyCameYearsLater) {
  for (const absl::Duration later :
       {absl::Hours(24) * 366 * 4, -absl::Hours(24) * 366 * 4}) {
    const auto timeline = TimelineOf(later);
    // Of the event and a day, in quarters of an hour.
    ASSERT_EQ(timeline.buckets_size(), 33 * 4) << later;
    const absl::Time first = ToTime(timeline.buckets(0).start_time());
    EXPECT_EQ(first, later > absl::ZeroDuration()
                         ? event_start
                         : event_start - absl::Hours(24));
    int64_t most = 0;
    for (const auto& bucket : timeline.buckets()) {
      most = std::max(most, bucket.any().peak_count());
    }
    EXPECT_EQ(most, 1);
  }
}

TEST(FullReport, HasATimelineOfAllThatWasWithinADay) {
  const auto timeline = TimelineOf(absl::Hours(20));
  // With the minute in which the last one left.
  EXPECT_EQ(timeline.buckets_size(), 21 * 4 + 1);
  EXPECT_EQ(timeline.buckets(80).any().arrival_count(), 1);
}

}  // namespace
}  // namespace rollcall::reporting
