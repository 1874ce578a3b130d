#include "services/checkin/occupancy_hub.h"

#include <utility>

#include "common/status/error.h"

namespace rollcall::checkin {
namespace {

constexpr absl::Duration kRetryDelay = absl::Seconds(1);

absl::Status Ended() {
  return absl::UnavailableError("The service stops: ask another instance.");
}

}  // namespace

OccupancyHub::OccupancyHub(Load load, const OccupancyHubOptions& options)
    : load_(std::move(load)), options_(options), thread_([this] { Run(); }) {}

OccupancyHub::~OccupancyHub() {
  End();
  thread_.join();
}

absl::StatusOr<int64_t> OccupancyHub::Watch(const SessionName& session,
                                            Tell tell) {
  const absl::MutexLock lock(&mutex_);
  if (ended_) return Ended();
  if (watchers_ >= options_.max_watchers) return Overloaded(kRetryDelay);
  ++watchers_;
  sessions_[session][++last_watcher_] = {std::move(tell), last_poll_ + 1,
                                         false};
  has_new_ = true;
  return last_watcher_;
}

void OccupancyHub::Leave(const SessionName& session, int64_t watcher) {
  const absl::MutexLock lock(&mutex_);
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  watchers_ -= found->second.erase(watcher);
  if (found->second.empty()) sessions_.erase(found);
}

void OccupancyHub::End() {
  const absl::MutexLock lock(&mutex_);
  ended_ = true;
  for (const auto& [session, watchers] : sessions_) {
    for (const auto& [number, watcher] : watchers) watcher.tell(Ended());
  }
  sessions_.clear();
  watchers_ = 0;
}

bool OccupancyHub::HasWork() const { return ended_ || !sessions_.empty(); }

bool OccupancyHub::IsUrgent() const { return ended_ || has_new_; }

void OccupancyHub::Run() {
  const absl::MutexLock lock(&mutex_);
  for (;;) {
    mutex_.Await(absl::Condition(this, &OccupancyHub::HasWork));
    mutex_.AwaitWithTimeout(absl::Condition(this, &OccupancyHub::IsUrgent),
                            options_.poll_interval);
    if (ended_) return;
    if (!sessions_.empty()) Poll();
  }
}

void OccupancyHub::Poll() {
  std::vector<SessionName> asked;
  for (const auto& [session, watchers] : sessions_) asked.push_back(session);
  ++last_poll_;
  has_new_ = false;
  mutex_.Unlock();
  const auto states = load_(asked);
  mutex_.Lock();
  for (size_t i = 0; i < asked.size(); ++i) {
    if (states.ok()) {
      TellOf(asked[i], (*states)[i], true);
    } else {
      TellOf(asked[i], states.status(), false);
    }
  }
}

void OccupancyHub::TellOf(const SessionName& session,
                          const absl::StatusOr<Occupancy>& state,
                          bool begun_too) {
  // They may all have left during the load.
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return;
  Watchers& watchers = found->second;
  for (auto next = watchers.begin(); next != watchers.end();) {
    const auto at = next++;
    Watcher& watcher = at->second;
    if (watcher.first_poll > last_poll_) continue;
    if (watcher.begun && !begun_too) continue;
    watcher.begun = true;
    watcher.tell(state);
    if (state.ok()) continue;
    watchers.erase(at);
    --watchers_;
  }
  if (watchers.empty()) sessions_.erase(found);
}

}  // namespace rollcall::checkin
