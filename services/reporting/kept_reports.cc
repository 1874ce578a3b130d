#include "services/reporting/kept_reports.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace rollcall::reporting {

void KeptReports::Keep(const std::string& selection, Report report) {
  const absl::MutexLock lock(&mutex_);
  kept_.push_front({selection, std::move(report)});
  while (IsFull()) kept_.pop_back();
}

bool KeptReports::IsFull() const {
  size_t rows = 0;
  for (const Kept& kept : kept_) rows += kept.report->row_count();
  return kept_.size() > limits::kMaxKeptReports ||
         (rows > limits::kMaxKeptRows && kept_.size() > 1);
}

KeptReports::Report KeptReports::Find(const std::string& selection,
                                      int64_t data_version) {
  const absl::MutexLock lock(&mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
        return kept.selection == selection &&
               kept.report->data_version() == data_version;
      });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->report;
}

std::string RenderPosition(const PagePosition& position) {
  return absl::StrCat(position.data_version, "/", position.first_row);
}

std::optional<PagePosition> ParsePosition(const std::string& key) {
  const std::vector<std::string> parts = absl::StrSplit(key, '/');
  PagePosition position;
  if (parts.size() != 2 ||
      !absl::SimpleAtoi(parts[0], &position.data_version) ||
      !absl::SimpleAtoi(parts[1], &position.first_row)) {
    return std::nullopt;
  }
  return position;
}

}  // namespace rollcall::reporting
