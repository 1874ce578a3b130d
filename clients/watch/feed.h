#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

#include "clients/api/server.h"
#include "clients/watch/live_view.h"

namespace rollcall::watch {

// Keeps a LiveView of one session up to date, from the streams of checkin and
// reporting and from reports that are asked for when something has changed, and
// every ten seconds. Whatever breaks off is asked for again, every second.
class Feed {
 public:
  // `session` is events/{event}/sessions/{session}; of `venue`, all is of the
  // event as a whole. `on_change` is called from other threads, at any time
  // until the end of the destructor.
  Feed(client::Server server, const std::string& session,
       std::function<void()> on_change);
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  // Ends all calls.
  ~Feed();

  LiveView View() const;

  // Why there is no use in going on: the caller may not see this, or there is
  // no such event. OK otherwise.
  absl::Status Failure() const;

  // Whether every part of the view was there once, or Failure is set.
  bool IsComplete() const;

 private:
  // What is asked for by a thread of its own.
  enum Source { kOccupancy, kSummary, kReports, kSourceCount };

  void FollowOccupancy();
  void FollowSummary();
  void AskForReports();

  // Waits until the data has another version than `version`, or for a while.
  // Returns whether to go on.
  bool RestAfter(int64_t version);

  // One round of reports.
  absl::Status AskForEvent();
  absl::Status AskForSession();
  absl::Status AskForTimeline(const LiveView& view);
  absl::Status AskForCountries();

  // Begins a call that the destructor can end; null when it is too late.
  std::shared_ptr<grpc::ClientContext> Begin(Source source,
                                             absl::Duration deadline);
  // Changes the view by `change`, under the lock.
  void Change(Source source, const std::function<void(LiveView&)>& change);
  // Notes how a call ended. Returns whether to go on after a while, which it
  // waits for.
  bool GoOn(Source source, const absl::Status& status);
  bool IsOver() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return is_ending_ || !failure_.ok();
  }

  const client::Server server_;
  // To each service, for all calls.
  const std::shared_ptr<grpc::Channel> registration_;
  const std::shared_ptr<grpc::Channel> checkin_;
  const std::shared_ptr<grpc::Channel> reporting_;
  const std::string session_;
  const std::string event_;
  const bool is_venue_;
  const std::function<void()> on_change_;

  mutable absl::Mutex mutex_;
  LiveView view_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
  // Reports were there once.
  bool has_reports_ ABSL_GUARDED_BY(mutex_) = false;
  std::array<std::optional<absl::Time>, kSourceCount> lost_
      ABSL_GUARDED_BY(mutex_);
  std::array<std::shared_ptr<grpc::ClientContext>, kSourceCount> contexts_
      ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace rollcall::watch
