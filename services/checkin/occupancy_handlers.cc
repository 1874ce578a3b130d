#include "common/api/field_checker.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/watch_stream.h"
#include "services/checkin/checkin_service.h"

// How full sessions are.
namespace rollcall::checkin {
namespace {

using Response = v1::WatchOccupancyResponse;

constexpr int kDefaultWarnPercent = 90;

// What a caller watches, and how.
struct WatchRequest {
  SessionName session;
  int64_t after_sequence = 0;
  int warn_percent = 0;
};

absl::StatusOr<WatchRequest> ParseWatch(
    const v1::WatchOccupancyRequest& message) {
  FieldChecker check;
  WatchRequest watch;
  watch.session = check.ResourceName<SessionName>("session", message.session());
  watch.after_sequence = message.after_sequence();
  if (watch.after_sequence < 0) {
    check.Fail("after_sequence", "Must not be negative.");
  }
  watch.warn_percent = message.warn_percent() == 0 ? kDefaultWarnPercent
                                                   : message.warn_percent();
  if (watch.warn_percent < 1 || watch.warn_percent > 100) {
    check.Fail("warn_percent", "Must be 0 to 100.");
  }
  RETURN_IF_ERROR(check.Check());
  return watch;
}

void Render(const Occupancy& occupancy, int warn_percent, Response& out) {
  out.set_sequence(occupancy.sequence);
  out.set_inside_count(occupancy.inside_count);
  out.clear_place_count();
  if (occupancy.place_count) out.set_place_count(*occupancy.place_count);
  out.set_level(LevelOf(occupancy, warn_percent));
  RenderTime(occupancy.as_of, *out.mutable_as_of());
}

}  // namespace

grpc::ServerWriteReactor<Response>* CheckInService::WatchOccupancy(
    grpc::CallbackServerContext* context,
    const v1::WatchOccupancyRequest* request) {
  const auto call = rpc::Admit(*context, guard_, *request);
  if (!call.ok()) return new rpc::RefusedWatch<Response>(call.status());
  const auto watch = ParseWatch(*request);
  if (!watch.ok()) return new rpc::RefusedWatch<Response>(watch.status());
  return new rpc::WatchStream<SessionName, Occupancy, Response>(
      occupancy_hub_, watch->session, call->caller,
      [feed = OccupancyFeed(watch->after_sequence),
       warn_percent = watch->warn_percent](const Occupancy& state,
                                           Response& response) mutable {
        if (!feed.Take(state)) return false;
        Render(state, warn_percent, response);
        return true;
      });
}

}  // namespace rollcall::checkin
