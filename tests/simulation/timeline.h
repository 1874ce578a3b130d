#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace rollcall::simulation {

// The only clock of a run, what is to happen by it, and what has happened.
// Nothing waits: time goes on to the next thing that happens.
class Timeline {
 public:
  // A run that is told about keeps a line of each thing that happens.
  Timeline(absl::Time start, bool is_told) : now_(start), is_told_(is_told) {}

  absl::Time now() const { return now_; }
  // What happens takes some time.
  void Pass(absl::Duration duration) { now_ += duration; }

  // Has `happen` happen in `duration`, after what was to happen then before.
  void In(absl::Duration duration, std::function<void()> happen) {
    events_.emplace(std::make_pair(now_ + duration, count_++),
                    std::move(happen));
  }

  // Lets everything happen, until there is nothing more to happen.
  void Run() {
    while (!events_.empty()) {
      auto event = events_.extract(events_.begin());
      now_ = std::max(now_, event.key().first);
      event.mapped()();
    }
  }

  template <typename... Args>
  void Tell(const Args&... args) {
    if (!is_told_) return;
    story_.push_back(absl::StrCat(
        absl::FormatTime("%H:%M:%E3S ", now_, absl::UTCTimeZone()), args...));
  }

  const std::vector<std::string>& story() const { return story_; }

  // Counts how often something has happened, which tests that runs are of use.
  void Count(const std::string& what) { ++counts_[what]; }
  const std::map<std::string, int>& counts() const { return counts_; }

 private:
  absl::Time now_;
  const bool is_told_;
  uint64_t count_ = 0;
  std::map<std::pair<absl::Time, uint64_t>, std::function<void()>> events_;
  std::vector<std::string> story_;
  std::map<std::string, int> counts_;
};

}  // namespace rollcall::simulation
