#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"

#include "common/api/watch_hub.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "common/rpc/open_streams.h"
#include "common/status/error.h"

namespace rollcall::rpc {

// Writes what a hub tells of one key, one answer at a time: what comes while
// one is being written waits, and only the latest of it. The hub calls it until
// OnDone has left, for which the hub's own lock is needed: so nothing is
// deleted below a call of the hub. Deletes itself at the end.
template <typename Key, typename State, typename Response>
class WatchStream final : public grpc::ServerWriteReactor<Response> {
 public:
  // Renders a state, unless it is no news for the caller.
  using Take = std::function<bool(const State& state, Response& response)>;

  // `caller` watches for as long as the token stands.
  WatchStream(WatchHub<Key, State>& hub, const Key& key, auth::Caller caller,
              Take take)
      : hub_(hub),
        key_(key),
        caller_(std::move(caller)),
        take_(std::move(take)) {
    const auto watcher =
        hub_.Watch(key_, [this](const auto& state) { Told(state); });
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
    hub_.Leave(key_, watcher_);
    delete this;
  }

 private:
  // A hub that has ended gives no reason.
  static grpc::Status StatusOf(const absl::Status& status) {
    if (absl::IsUnavailable(status) &&
        ReasonOf(status) == error::v1::ERROR_REASON_UNSPECIFIED) {
      return InstanceStops();
    }
    return ToGrpcStatus(status);
  }

  void Told(const absl::StatusOr<State>& state) {
    const absl::MutexLock lock(&mutex_);
    if (!state.ok()) {
      FinishWith(StatusOf(state.status()));
      return;
    }
    if (const absl::Status stands = CheckStanding(caller_); !stands.ok()) {
      FinishWith(ToGrpcStatus(stands));
      return;
    }
    latest_ = *state;
    WriteNews();
  }

  void WriteNews() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || writing_ || !latest_) return;
    const State latest = *std::exchange(latest_, std::nullopt);
    if (!take_(latest, response_)) return;
    writing_ = true;
    this->StartWrite(&response_);
  }

  void FinishWith(const grpc::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    finished_ = true;
    this->Finish(status);
  }

  WatchHub<Key, State>& hub_;
  const Key key_;
  const auth::Caller caller_;
  int64_t watcher_ = 0;
  absl::Mutex mutex_;
  const Take take_ ABSL_GUARDED_BY(mutex_);
  // What the hub told and the caller was not.
  std::optional<State> latest_ ABSL_GUARDED_BY(mutex_);
  // Being written, if anything is.
  Response response_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

// Ends a call at once.
template <typename Response>
class RefusedWatch final : public grpc::ServerWriteReactor<Response> {
 public:
  explicit RefusedWatch(const absl::Status& refusal) {
    this->Finish(ToGrpcStatus(refusal));
  }
  void OnDone() override { delete this; }
};

}  // namespace rollcall::rpc
