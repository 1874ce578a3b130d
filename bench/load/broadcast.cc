#include "bench/load/broadcast.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/timestamp.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

using checkin::v1::PresenceEvent;
using checkin::v1::PresenceService;
using checkin::v1::ReportPresenceRequest;
using checkin::v1::ReportPresenceResponse;

constexpr absl::Duration kTick = absl::Seconds(1);
constexpr int64_t kJoinsOfTick = 20;
// For so many ticks each stays.
constexpr int64_t kStay = 10;
constexpr int64_t kViewers = 10000;

// An event of the `visit`-th connection, at `tick`.
PresenceEvent EventOf(const Population& population, PresenceEvent::Kind kind,
                      int64_t visit, int64_t tick) {
  const int64_t person = 1 + visit % std::min(kViewers, population.people());
  PresenceEvent event;
  event.set_kind(kind);
  event.set_source_event_id(absl::StrCat(kind, "-", visit, "-", tick));
  event.set_session(population.name() + "/sessions/panel");
  event.set_instance_id("broadcast");
  event.set_connection_id(absl::StrCat("c", visit));
  RenderTime(absl::Now(), *event.mutable_event_time());
  event.mutable_participant()->set_registration(absl::StrCat(
      population.name(), "/registrations/", Population::Id('a', person)));
  return event;
}

ReportPresenceRequest ReportOf(const Population& population, int64_t tick) {
  ReportPresenceRequest request;
  request.set_event(population.name());
  request.set_source("bench");
  const auto add = [&](PresenceEvent::Kind kind, int64_t first_tick,
                       int64_t last_tick) {
    for (int64_t visit = std::max<int64_t>(first_tick, 0) * kJoinsOfTick;
         visit < last_tick * kJoinsOfTick; ++visit) {
      *request.add_presence_events() = EventOf(population, kind, visit, tick);
    }
  };
  add(PresenceEvent::KIND_LEAVE, tick - kStay, tick - kStay + 1);
  add(PresenceEvent::KIND_HEARTBEAT, tick - kStay + 1, tick);
  add(PresenceEvent::KIND_JOIN, tick, tick + 1);
  return request;
}

}  // namespace

Broadcast::Broadcast(const Population& population, std::string address)
    : population_(population),
      thread_([this, address = std::move(address)] { Run(address); }) {}

Broadcast::~Broadcast() {
  ended_.Notify();
  thread_.join();
}

void Broadcast::Run(const std::string& address) {
  const auto stub = PresenceService::NewStub(testing::ChannelTo(address));
  absl::Time due = absl::Now();
  for (int64_t tick = 0; !ended_.WaitForNotificationWithDeadline(due); ++tick) {
    const ReportPresenceRequest request = ReportOf(population_, tick);
    ReportPresenceResponse response;
    const grpc::Status status = testing::Call(
        *stub, &PresenceService::Stub::ReportPresence, request, &response);
    if (!status.ok()) {
      throw std::runtime_error("a report of presence failed: " +
                               status.error_message());
    }
    for (const auto& result : response.results()) {
      if (result.outcome() !=
          ReportPresenceResponse::Result::OUTCOME_RECORDED) {
        throw std::runtime_error("an event was not recorded: " +
                                 result.ShortDebugString());
      }
    }
    events_ += request.presence_events_size();
    due += kTick;
  }
}

}  // namespace rollcall::bench
