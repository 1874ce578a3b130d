#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "common/api/field_checker.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "common/rpc/open_streams.h"
#include "common/status/error.h"
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

// A hub that has ended gives no reason.
grpc::Status StatusOf(const absl::Status& status) {
  if (absl::IsUnavailable(status) &&
      ReasonOf(status) == error::v1::ERROR_REASON_UNSPECIFIED) {
    return rpc::InstanceStops();
  }
  return rpc::ToGrpcStatus(status);
}

// Writes what a hub tells, one answer at a time: what comes while one is being
// written waits, and only the latest of it. The hub calls it until OnDone has
// left, for which the hub's own lock is needed: so nothing is deleted below a
// call of the hub.
class WatchStream final : public grpc::ServerWriteReactor<Response> {
 public:
  WatchStream(OccupancyHub& hub, const WatchRequest& request)
      : hub_(hub), request_(request), feed_(request.after_sequence) {
    const auto watcher =
        hub_.Watch(request.session, [this](const auto& state) { Told(state); });
    if (watcher.ok()) {
      watcher_ = *watcher;
    } else {
      Told(watcher.status());
    }
  }

  void OnWriteDone(bool ok) override {
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) FinishWith(grpc::Status::CANCELLED);
    WriteNews();
  }

  void OnCancel() override {
    const absl::MutexLock lock(&mutex_);
    FinishWith(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    hub_.Leave(request_.session, watcher_);
    delete this;
  }

 private:
  void Told(const absl::StatusOr<Occupancy>& state) {
    const absl::MutexLock lock(&mutex_);
    if (!state.ok()) {
      FinishWith(StatusOf(state.status()));
      return;
    }
    latest_ = *state;
    WriteNews();
  }

  void WriteNews() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || writing_ || !latest_) return;
    const Occupancy latest = *std::exchange(latest_, std::nullopt);
    if (!feed_.Take(latest)) return;
    Render(latest, request_.warn_percent, response_);
    writing_ = true;
    StartWrite(&response_);
  }

  void FinishWith(const grpc::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    finished_ = true;
    Finish(status);
  }

  OccupancyHub& hub_;
  const WatchRequest request_;
  int64_t watcher_ = 0;
  absl::Mutex mutex_;
  OccupancyFeed feed_ ABSL_GUARDED_BY(mutex_);
  // What the hub told and the feed has not taken.
  std::optional<Occupancy> latest_ ABSL_GUARDED_BY(mutex_);
  // Being written, if anything is.
  Response response_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

// Ends a call at once.
class Refusal final : public grpc::ServerWriteReactor<Response> {
 public:
  explicit Refusal(const absl::Status& status) {
    Finish(rpc::ToGrpcStatus(status));
  }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<Response>* CheckInService::WatchOccupancy(
    grpc::CallbackServerContext* context,
    const v1::WatchOccupancyRequest* request) {
  const auto call = rpc::Admit(*context, guard_, auth::kAdminOnly);
  if (!call.ok()) return new Refusal(call.status());
  const auto watch = ParseWatch(*request);
  if (!watch.ok()) return new Refusal(watch.status());
  return new WatchStream(occupancy_hub_, *watch);
}

}  // namespace rollcall::checkin
