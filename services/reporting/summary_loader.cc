#include "services/reporting/summary_loader.h"

#include <set>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/status/error.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/report_message.h"

namespace rollcall::reporting {
namespace {

bool IsOfOne(const absl::Status& status) {
  return ReasonOf(status) == error::v1::EVENT_NOT_FOUND ||
         ReasonOf(status) == error::v1::SESSION_NOT_FOUND;
}

SummaryState Watched(const Snapshot& snapshot) {
  v1::WatchSummaryResponse response;
  Render(snapshot, *response.mutable_summary());
  return std::make_shared<const WatchedSummary>(WatchedSummary{
      snapshot.state.data_version, response.SerializeAsString()});
}

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<SummaryState>>> SummaryLoader::Load(
    const std::vector<SessionName>& sessions, absl::Time deadline) {
  std::set<std::string> events;
  for (const SessionName& session : sessions) events.insert(session.event);
  ASSIGN_OR_RETURN(const auto versions, store_.ListVersions(events, deadline));
  std::vector<absl::StatusOr<SummaryState>> states;
  std::map<SessionName, SummaryState> found;
  for (const SessionName& session : sessions) {
    const auto known = known_.find(session);
    const auto version = versions.find(session.event);
    if (known != known_.end() && version != versions.end() &&
        known->second->data_version == version->second) {
      states.emplace_back(known->second);
      found.insert(*known);
      continue;
    }
    const auto snapshot = store_.LoadSummary(session, {deadline});
    if (!snapshot.ok()) {
      if (!IsOfOne(snapshot.status())) return snapshot.status();
      states.emplace_back(snapshot.status());
      continue;
    }
    const SummaryState summary = Watched(*snapshot);
    states.emplace_back(summary);
    found.emplace(session, summary);
  }
  known_ = std::move(found);
  return states;
}

}  // namespace rollcall::reporting
