#include "services/checkin/lane_store.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"

namespace rollcall::checkin {
namespace {

// Scans of one ticket follow each other in one lane instead of waiting for each
// other's locks in two.
size_t SpreadOf(absl::string_view credential) {
  return absl::HashOf(credential);
}

}  // namespace

LaneStore::LaneStore(const db::PoolOptions& pool, const LaneOptions& lanes,
                     DecisionTally& tally)
    : pool_(db::OptionsBeside(pool, lanes.lanes)),
      store_(pool_, tally),
      lanes_(lanes,
             [this](const std::string& event,
                    const std::vector<ScanRequest>& scans,
                    absl::Time deadline) -> Answers {
               absl::StatusOr<Answers> answers =
                   store_.Decide(event, scans, deadline);
               if (answers.ok()) return *std::move(answers);
               return Answers(scans.size(), answers.status());
             }) {}

absl::Status LaneStore::Submit(ScanRequest scan, absl::Time deadline,
                               Done done) {
  const size_t spread = SpreadOf(scan.credential_text);
  std::string event = scan.session.event;
  return lanes_.Submit(std::move(event), spread, std::move(scan), deadline,
                       std::move(done));
}

absl::Status LaneStore::CheckRoom(absl::string_view credential,
                                  absl::Time deadline) {
  return lanes_.CheckRoom(SpreadOf(credential), deadline);
}

void LaneStore::AddMetrics(metrics::Page& page) const {
  metrics::AddLanes(lanes_.tally(), lanes_.QueuedWeight(), "door", page);
  pool_.AddMetrics("door", page);
}

}  // namespace rollcall::checkin
