#include "tests/simulation/platform.h"

#include <algorithm>
#include <cstddef>

#include "common/api/resource_name.h"
#include "common/api/timestamp.h"

namespace rollcall::simulation {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);
// Of one call.
constexpr int kMostEvents = 8;

using checkin::v1::PresenceEvent;
using checkin::v1::ReportPresenceRequest;
using checkin::v1::ReportPresenceResponse;

}  // namespace

void Platform::See(PresenceEvent event, absl::Time time) {
  RenderTime(time, *event.mutable_event_time());
  seen_.push_back({std::move(event), time, false, {}});
}

bool Platform::HasToReport() const {
  return std::any_of(seen_.begin(), seen_.end(), [](const Observation& seen) {
    return !seen.is_acknowledged;
  });
}

void Platform::Report() {
  std::vector<size_t> able;
  for (size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i].time <= timeline_.now() &&
        (!seen_[i].is_acknowledged || dice_.Chance(10))) {
      able.push_back(i);
    }
  }
  if (able.empty()) return;
  dice_.Shuffle(able);
  // Most reports are of what is new.
  if (dice_.Chance(60)) {
    std::sort(able.begin(), able.end(), [this](size_t a, size_t b) {
      return seen_[a].time > seen_[b].time;
    });
  }
  able.resize(
      dice_.Between(1, std::min(kMostEvents, static_cast<int>(able.size()))));
  // Twice in one call, too.
  if (dice_.Chance(10)) able.push_back(able.front());
  Send(able);
}

void Platform::ReportAgain() {
  std::vector<size_t> all;
  for (size_t i = 0; i < seen_.size(); ++i) all.push_back(i);
  dice_.Shuffle(all);
  for (auto it = all.begin(); it != all.end();) {
    const auto end = it + std::min<std::ptrdiff_t>(kMostEvents, all.end() - it);
    Send({it, end});
    it = end;
  }
}

void Platform::Send(const std::vector<size_t>& positions) {
  ReportPresenceRequest request;
  request.set_event(EventName{event_}.ToString());
  request.set_source(source_);
  for (const size_t i : positions) {
    *request.add_presence_events() = seen_[i].event;
  }
  for (const PresenceEvent& event : request.presence_events()) {
    timeline_.Tell("platform reports ", PresenceEvent::Kind_Name(event.kind()),
                   " of ", event.instance_id(), "/", event.connection_id(),
                   " at ", event.event_time().seconds());
  }
  const absl::Time deadline = timeline_.now() + kPatience;
  network_.Call<ReportPresenceResponse>(
      kPatience,
      [request = std::move(request), deadline](Service& service,
                                               const auto& reply) {
        service.ReportPresence(request, deadline, reply);
      },
      [this, positions](const auto& response) {
        if (!response.ok()) {
          timeline_.Count("report without an answer");
          return;
        }
        for (size_t k = 0; k < positions.size(); ++k) {
          Observation& seen = seen_[positions[k]];
          seen.is_acknowledged = true;
          seen.outcomes.push_back(
              response->results(static_cast<int>(k)).outcome());
          if (seen.outcomes.back() ==
              ReportPresenceResponse::Result::OUTCOME_DUPLICATE) {
            timeline_.Count("repeated presence event");
          }
        }
      });
}

}  // namespace rollcall::simulation
