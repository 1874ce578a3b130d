#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall::watch {

// People of one country or sector who attended.
struct Group {
  std::string label;
  int64_t count = 0;
};

// Who came first in one stretch of time.
struct Arrivals {
  absl::Time start;
  int64_t count = 0;
};

// Where an event is in time.
enum class Phase { kBefore, kDuring, kAfter };

// What is known of an event as it goes on: counts, and nothing of single
// people. What nobody has answered yet is not set or empty.
struct LiveView {
  // Of the event; its name while the title is not known.
  std::string title;
  // events/{event}, or of a session of it.
  std::string name;
  absl::TimeZone zone = absl::UTCTimeZone();
  // Of the session that is watched.
  std::optional<absl::Time> start;
  std::optional<absl::Time> end;

  std::optional<checkin::v1::WatchOccupancyResponse> occupancy;
  std::optional<reporting::v1::GetSummaryResponse> summary;
  // People who are online now.
  std::optional<int64_t> online_count;
  // One after the other, each `stretch` long, the last one perhaps not over.
  std::vector<Arrivals> arrivals;
  absl::Duration stretch = absl::Minutes(1);
  // Those with most people first.
  std::vector<Group> countries;

  // Since when a service has not answered.
  std::optional<absl::Time> checkin_lost;
  std::optional<absl::Time> reporting_lost;

  Phase PhaseAt(absl::Time now) const {
    if (start && now < *start) return Phase::kBefore;
    return end && now >= *end ? Phase::kAfter : Phase::kDuring;
  }
};

}  // namespace rollcall::watch
