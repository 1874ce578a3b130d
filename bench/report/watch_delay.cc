#include "bench/report/watch_delay.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/report/steady_load.h"
#include "bench/report/watchers.h"

namespace rollcall::bench {
namespace {

constexpr int kEntries = 40;
// The pauses between the entries are spread over it, so that entries come at
// any time between two looks of the service.
constexpr absl::Duration kLongestPause = absl::Milliseconds(200);
// How soon the API promises that a watcher is told.
constexpr absl::Duration kPromise = absl::Milliseconds(250);

// How many of the press are in the room.
int64_t PressIn(const reporting::v1::GetSummaryResponse& summary) {
  for (const auto& sector : summary.sectors()) {
    if (sector.sector_id() != AttendedEvent::kPressSector) continue;
    return sector.counts().in_person_only_count() +
           sector.counts().both_count();
  }
  return 0;
}

// When a watcher was told of each of the press.
class PressSeen {
 public:
  void Told(const reporting::v1::GetSummaryResponse& summary) {
    const absl::Time now = absl::Now();
    const absl::MutexLock lock(&mutex_);
    const auto seen = static_cast<size_t>(PressIn(summary));
    while (times_.size() < seen) times_.push_back(now);
  }

  // Waits until the watcher was told of `entries`. Returns when that was.
  absl::Time Await(size_t entries) {
    const absl::MutexLock lock(&mutex_);
    const auto told = [this, entries]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return times_.size() >= entries;
    };
    mutex_.Await(absl::Condition(&told));
    return times_[entries - 1];
  }

 private:
  absl::Mutex mutex_;
  std::vector<absl::Time> times_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

void MeasureWatchDelay(Scene& scene, const std::string& reporting) {
  PressSeen seen;
  const Watchers watcher(reporting, scene.event.people().name(), 1,
                         [&seen](const auto& summary) { seen.Told(summary); });
  std::vector<absl::Duration> delays;
  {
    const SteadyLoad load(scene.door, kEntriesPerSecond);
    for (int i = 1; i <= kEntries; ++i) {
      absl::SleepFor(kLongestPause * (i * 17 % kEntries) / kEntries);
      const absl::Time begin = absl::Now();
      const absl::Time acknowledged =
          begin + scene.press_door.RunAlone(1).front();
      delays.push_back(
          std::max(absl::ZeroDuration(), seen.Await(i) - acknowledged));
    }
  }
  std::sort(delays.begin(), delays.end());
  nlohmann::ordered_json parameters = scene.Parameters();
  parameters["entries_per_second"] = kEntriesPerSecond;
  parameters["entries"] = kEntries;
  parameters["p50"] = Micros(Quantile(delays, 0.5));
  parameters["p99"] = Micros(Quantile(delays, 0.99));
  parameters["baseline"] = "the 250 ms that the API promises";
  const absl::Duration ours = Quantile(delays, 0.99);
  Print({absl::StrCat("report_watch_delay_of_", scene.event.people().people()),
         Micros(ours), Micros(kPromise), absl::FDivDuration(kPromise, ours),
         "us", std::move(parameters)});
}

}  // namespace rollcall::bench
