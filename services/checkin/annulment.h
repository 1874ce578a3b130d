#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "services/checkin/decision.h"
#include "services/checkin/history.h"

namespace rollcall::checkin {

// Whether `decision`, which nobody has annulled yet, may be at `now`. Fails
// with NOTHING_TO_ANNUL or ANNUL_NEEDS_SUPERVISOR.
absl::Status CheckAnnul(const AnnulRequest& request, const Decision& decision,
                        absl::Time now);

// Takes the scan of `decision` out of the history of its person.
void TakeOut(const Decision& decision, History& history);

}  // namespace rollcall::checkin
