#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "services/reporting/reporting_store.h"

namespace rollcall::reporting {

// What those who watch are told, made once for all of them.
struct WatchedSummary {
  int64_t data_version = 0;
  // A serialized v1::WatchSummaryResponse.
  std::string answer;
};
using SummaryState = std::shared_ptr<const WatchedSummary>;

// Loads summaries for a hub: asks for the versions of all events in one query,
// and reads only what has changed. For one thread.
class SummaryLoader {
 public:
  // `store` outlives the loader.
  explicit SummaryLoader(ReportingStore& store) : store_(store) {}

  // The summaries of `sessions`, of any events; one for each, in their order.
  // One fails with EVENT_NOT_FOUND or SESSION_NOT_FOUND; all of them as
  // db::ReadSnapshot.
  absl::StatusOr<std::vector<absl::StatusOr<SummaryState>>> Load(
      const std::vector<SessionName>& sessions, absl::Time deadline);

 private:
  ReportingStore& store_;
  // What the last load found.
  std::map<SessionName, SummaryState> known_;
};

}  // namespace rollcall::reporting
