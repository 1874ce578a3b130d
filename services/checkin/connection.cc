#include "services/checkin/connection.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rollcall::checkin {
namespace {

using v1::PresenceInterval;

// What is known of one instant.
struct Instant {
  bool join = false;
  bool leave = false;
  bool present = false;
  bool heartbeat = false;
  // Heartbeats came at most kSilence before, too.
  bool alive = false;
  // Evidence of an end.
  PresenceInterval::EndSource end = PresenceInterval::END_SOURCE_UNSPECIFIED;
};

using Timeline = std::map<absl::Time, Instant>;

Timeline TimelineOf(const ConnectionHistory& history) {
  Timeline timeline;
  for (const ConnectionEvent& event : history.events) {
    Instant& instant = timeline[event.event_time];
    (event.kind == v1::PresenceEvent::KIND_LEAVE ? instant.leave
                                                 : instant.join) = true;
  }
  for (const absl::Time t : history.absent) {
    timeline[t].end = PresenceInterval::END_SOURCE_SNAPSHOT;
  }
  for (const absl::Time t : history.instance_ends) {
    timeline[t].end = PresenceInterval::END_SOURCE_INSTANCE_ENDED;
  }
  for (const absl::Time t : history.present) timeline[t].present = true;
  for (const HeartbeatRun& run : history.heartbeats) {
    timeline[run.first].heartbeat = timeline[run.last].heartbeat = true;
    // What is between was seen by a connection that was alive.
    const auto end = timeline.upper_bound(run.last);
    for (auto it = timeline.upper_bound(run.first); it != end; ++it) {
      it->second.heartbeat = it->second.alive = true;
    }
  }
  return timeline;
}

// Goes through a timeline once.
class Fold {
 public:
  Fold(const ConnectionHistory& history, absl::Time now)
      : session_end_(history.session_end), now_(now) {}

  void Take(absl::Time time, const Instant& instant) {
    const bool was_open = open_;
    if (open_ && instant.alive) last_sign_ = time;
    if (instant.end != PresenceInterval::END_SOURCE_UNSPECIFIED && open_ &&
        !instant.alive && !seen_end_) {
      seen_end_ = {time, instant.end};
    }
    // Of a connection that lasted a LEAVE comes before a JOIN of the same
    // instant: it came back at once.
    if (instant.leave && was_open) Leave(time);
    if (instant.join || (instant.present && (!open_ || seen_end_))) Join(time);
    if (open_ && (instant.present || instant.heartbeat)) {
      last_sign_ = time;
      had_sign_ = had_sign_ || time > start_;
      had_heartbeats_ = had_heartbeats_ || instant.heartbeat;
      if (instant.heartbeat) seen_end_.reset();
    }
    if (instant.leave && !was_open) {
      if (open_) {
        Leave(time);
      } else if (intervals_.empty()) {
        early_leaves_.push_back(time);
      }
    }
  }

  std::vector<Interval> Finish() {
    const bool unclosed = open_;
    if (unclosed) CloseLast();
    // A single LEAVE before the only JOIN: the two were told the wrong way
    // round.
    if (unclosed && intervals_.size() == 1 && early_leaves_.size() == 1 &&
        !had_sign_ && intervals_.front().end) {
      return {{start_, start_, intervals_.front().end_source,
               PresenceInterval::ANOMALY_REVERSED}};
    }
    std::vector<Interval> all;
    for (const absl::Time time : early_leaves_) {
      all.push_back({time, time, PresenceInterval::END_SOURCE_LEAVE,
                     PresenceInterval::ANOMALY_LEAVE_WITHOUT_JOIN});
    }
    all.insert(all.end(), intervals_.begin(), intervals_.end());
    return all;
  }

  // When time ends what is open.
  std::optional<absl::Time> EndByTime() const {
    if (!open_) return std::nullopt;
    const std::optional<End> end = ProvisionalEnd();
    if (!end || end->first <= now_) return std::nullopt;
    return end->first;
  }

 private:
  using End = std::pair<absl::Time, PresenceInterval::EndSource>;

  // The provisional end by silence, if there were heartbeats.
  std::optional<End> Silence() const {
    if (!had_heartbeats_) return std::nullopt;
    return End{last_sign_ + kSilence,
               PresenceInterval::END_SOURCE_HEARTBEAT_TIMEOUT};
  }

  void Join(absl::Time time) {
    if (open_) {
      std::optional<End> end = seen_end_;
      if (!end) end = Silence();
      if (!end || end->first > time) {
        last_sign_ = time;
        had_sign_ = true;
        return;
      }
      Close(*end);
    }
    open_ = true;
    start_ = last_sign_ = time;
    had_heartbeats_ = had_sign_ = false;
    seen_end_.reset();
  }

  void Leave(absl::Time time) {
    Close({time, PresenceInterval::END_SOURCE_LEAVE});
  }

  // By what is known, the end of what is open.
  std::optional<End> ProvisionalEnd() const {
    if (seen_end_) return seen_end_;
    if (const auto silence = Silence()) return silence;
    if (!session_end_) return std::nullopt;
    return End{*session_end_ + kSessionBuffer,
               PresenceInterval::END_SOURCE_SESSION_END};
  }

  void CloseLast() {
    const std::optional<End> end = ProvisionalEnd();
    if (end && end->first <= now_) {
      Close(*end);
    } else {
      intervals_.push_back({start_, std::nullopt});
    }
  }

  void Close(const End& end) {
    const absl::Time time = std::max(start_, end.first);
    intervals_.push_back({start_, time, end.second,
                          time == start_
                              ? PresenceInterval::ANOMALY_ZERO_LENGTH
                              : PresenceInterval::ANOMALY_UNSPECIFIED});
    open_ = false;
    seen_end_.reset();
  }

  const std::optional<absl::Time> session_end_;
  const absl::Time now_;
  std::vector<Interval> intervals_;
  // LEAVEs before the first JOIN.
  std::vector<absl::Time> early_leaves_;
  bool open_ = false;
  // Of the open interval.
  absl::Time start_;
  absl::Time last_sign_;
  bool had_heartbeats_ = false;
  // Whether anything showed it alive after its start.
  bool had_sign_ = false;
  // The first evidence of its end since it was alive.
  std::optional<End> seen_end_;
};

}  // namespace

void AddHeartbeat(absl::Time time, HeartbeatRuns& runs) {
  // Those that the heartbeat follows or precedes within kSilence become one.
  HeartbeatRun run = {time, time};
  const auto begin = std::find_if(
      runs.begin(), runs.end(),
      [&](const HeartbeatRun& other) { return other.last + kSilence >= time; });
  auto end = begin;
  for (; end != runs.end() && end->first - kSilence <= time; ++end) {
    run.first = std::min(run.first, end->first);
    run.last = std::max(run.last, end->last);
  }
  runs.insert(runs.erase(begin, end), run);
}

std::optional<absl::Time> Prolong(std::optional<absl::Time> due,
                                  const HeartbeatRuns& before,
                                  const HeartbeatRuns& after, absl::Time now) {
  if (!due || before.empty() || *due != before.back().last + kSilence) {
    return std::nullopt;
  }
  HeartbeatRuns prolonged = before;
  prolonged.back().last = after.back().last;
  const absl::Time end = after.back().last + kSilence;
  if (prolonged != after || end <= now) return std::nullopt;
  return end;
}

FoldedConnection FoldConnection(const ConnectionHistory& history,
                                absl::Time now) {
  Fold fold(history, now);
  for (const auto& [time, instant] : TimelineOf(history)) {
    fold.Take(time, instant);
  }
  const std::optional<absl::Time> due = fold.EndByTime();
  return {fold.Finish(), due};
}

}  // namespace rollcall::checkin
