#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

#include "common/base/tally.h"
#include "common/db/latest_timeline.h"

namespace rollcall::db {

// The way to a server, by which others see whether somebody waits for an answer
// of it. Thread-safe.
class Line {
 public:
  // As long as it lives, its owner waits for the server.
  class Wait {
   public:
    explicit Wait(std::shared_ptr<Line> line) : line_(std::move(line)) {
      line_->Ask();
    }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;
    ~Wait() { line_->asked_ = kNever; }

   private:
    // The connection may be closed meanwhile.
    const std::shared_ptr<Line> line_;
  };

  // Of a connection with `socket`, which somebody else closes. Throws when
  // there are too many files.
  explicit Line(int socket);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();

  // Within a Wait: the server has answered, and is asked something else, which
  // it ends in time.
  void Ask();
  // As Ask, for a commit: a standby may keep the server from answering, however
  // well it is.
  void AskWithoutLimit();
  // For how long the server has left a question unanswered.
  absl::Duration Silence() const;
  bool has_limit() const { return has_limit_; }

  // The server's timeline; 0 while it is not known, and of a standby.
  int64_t timeline() const { return timeline_; }
  void set_timeline(int64_t number) { timeline_ = number; }

  // Ends the connection, so that whoever waits learns that it is lost.
  void Cut() const;

 private:
  static constexpr int64_t kNever = 0;

  // A number of its own: the owner's may be another connection's by now.
  const int socket_;
  std::atomic<int64_t> timeline_ = 0;
  // In nanoseconds of the steady clock.
  std::atomic<int64_t> asked_ = kNever;
  std::atomic<bool> has_limit_ = true;
};

// Cuts the lines of servers that hang. While their kernel is well it
// acknowledges whatever is sent and answers every probe, and libpq waits for
// ever.
class SilenceWatch {
 public:
  // Servers end statements after `statement_timeout`, which may be infinite;
  // those of `timeline` that have a successor are not waited for. Counts lines
  // that are cut in `cut`. Both outlive the watch.
  SilenceWatch(absl::Duration statement_timeout, const LatestTimeline& timeline,
               Counter& cut);
  ~SilenceWatch();

  // Watches `line` as long as somebody else keeps it.
  void Add(const std::shared_ptr<Line>& line);

 private:
  void Run();
  void CutSilent();
  // Whether nobody should wait any longer.
  bool IsLost(const Line& line) const;
  // Whether there is a later primary than the line's server.
  bool HasSuccessor(const Line& line) const;

  const absl::Duration patience_;
  const LatestTimeline& timeline_;
  Counter& cut_;
  absl::Mutex mutex_;
  std::vector<std::weak_ptr<Line>> lines_ ABSL_GUARDED_BY(mutex_);
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace rollcall::db
