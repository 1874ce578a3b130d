#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/breakdown.h"
#include "services/reporting/breakdown_message.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// The breakdown of a snapshot with all its rows, told page by page.
class BreakdownReport {
 public:
  // For anybody there is one dimension, which is public, and no filter.
  BreakdownReport(const BreakdownQuery& query, const Snapshot& snapshot);

  size_t row_count() const { return breakdown_.rows.size(); }
  int64_t data_version() const { return state_.data_version; }

  // Renders all but the token of the next page: of the rows, those from `first`
  // until before `end`, which is at most row_count().
  void Render(size_t first, size_t end, v1::GetBreakdownResponse& out) const;

 private:
  using Names = std::map<std::string, std::string>;

  // What a value is, and how people call it.
  std::string ValueOf(v1::Dimension dimension, const std::string& value) const;
  std::string DisplayNameOf(v1::Dimension dimension,
                            const std::string& value) const;

  const EventName event_;
  const std::vector<v1::Dimension> dimensions_;
  const bool is_public_;
  const DataState state_;
  // By their ids.
  Names sectors_;
  Names sessions_;
  Names delegations_;
  Breakdown breakdown_;
  // Unique people who attended; nothing when that is not to be told.
  std::optional<int64_t> unique_attended_;
};

}  // namespace rollcall::reporting
