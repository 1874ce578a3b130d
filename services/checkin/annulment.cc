#include "services/checkin/annulment.h"

#include <vector>

#include "common/status/error.h"

namespace rollcall::checkin {
namespace {

// How long a device may take its own scans back.
constexpr absl::Duration kAnnulWindow = absl::Minutes(15);

}  // namespace

absl::Status CheckAnnul(const AnnulRequest& request, const Decision& decision,
                        absl::Time now) {
  if (decision.verdict.outcome == v1::Decision::OUTCOME_REFUSED) {
    return Error(error::v1::NOTHING_TO_ANNUL,
                 "The scan was refused: there is nothing to take back.",
                 {{"scanId", request.scan_id}});
  }
  const bool is_own = request.annulling_device == request.device &&
                      now <= decision.receive_time + kAnnulWindow;
  if (is_own || request.force) return absl::OkStatus();
  return Error(error::v1::ANNUL_NEEDS_SUPERVISOR,
               "A scan can be annulled for 15 minutes by the device that made "
               "it; otherwise a supervisor has to.",
               {{"scanId", request.scan_id}});
}

void TakeOut(const Decision& decision, History& history) {
  std::erase_if(history.passages, [&](const door::Passage& passage) {
    return passage.device == decision.device &&
           passage.scan_id == decision.scan_id;
  });
}

}  // namespace rollcall::checkin
