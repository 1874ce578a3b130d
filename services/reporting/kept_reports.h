#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "common/api/limits.h"
#include "services/reporting/breakdown_report.h"

namespace rollcall::reporting {

// Breakdowns of more than one page, kept for their later pages: the last ones
// that were made or asked for, no more than limits.h says. Thread-safe.
class KeptReports {
 public:
  using Report = std::shared_ptr<const BreakdownReport>;

  // Keeps `report`, with all rows, which answers `selection`: the request but
  // its page.
  void Keep(const std::string& selection, Report report);

  // The report on `selection` of this version, or null.
  Report Find(const std::string& selection, int64_t data_version);

 private:
  struct Kept {
    std::string selection;
    Report report;
  };

  // Whether there is more than may be kept.
  bool IsFull() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  // The last used first.
  std::list<Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// Where a page of a report goes on.
struct PagePosition {
  int64_t data_version = 0;
  size_t first_row = 0;
};

// The key of a page token, and back: nothing for the first page.
std::string RenderPosition(const PagePosition& position);
std::optional<PagePosition> ParsePosition(const std::string& key);

}  // namespace rollcall::reporting
