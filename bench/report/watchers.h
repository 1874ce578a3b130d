#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::bench {

// Watches the summary of one event, `events/{event}`, as often as wanted, for
// as long as this lives. A watch that ends before that, but for want of its
// connection, ends the program.
class Watchers {
 public:
  // Is told what the first watcher is.
  using Told =
      std::function<void(const reporting::v1::GetSummaryResponse& summary)>;

  // Waits until each of `count` watchers was told once.
  Watchers(const std::string& address, const std::string& event, int count,
           Told told = nullptr);
  ~Watchers();

  // Waits until the first watcher is told `answers` times more.
  void AwaitAnswers(int64_t answers);
  // How often all watchers together were told so far.
  int64_t CountAnswers();

 private:
  class Watcher;

  void Take(bool of_first, bool begins,
            const reporting::v1::GetSummaryResponse& summary);

  const Told told_;
  absl::Mutex mutex_;
  int begun_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t of_first_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t of_all_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<reporting::v1::ReportingService::Stub>> stubs_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
};

}  // namespace rollcall::bench
