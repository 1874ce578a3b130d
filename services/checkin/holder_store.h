#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "common/door/door.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// Where a credential leads.
struct Finding {
  // The id of the registration; empty when there is none.
  std::string registration;
  // The credential is a ticket that nobody knows and nobody signed.
  bool bad_signature = false;
};

// Who presents a credential, as the database knows them.
struct KnownHolder {
  // Without passages.
  door::Holder holder;
  // When the ticket was replaced or the registration ended. Nothing while
  // neither did.
  std::optional<absl::Time> revoke_time;
  // The personal data was erased.
  bool erased = false;
};

// Finds where the credentials of `scans`, all of `event`, lead; one for each.
// What they lead to may be gone.
absl::StatusOr<std::vector<Finding>> FindHolders(
    db::Transaction& tx, const std::string& event,
    const std::vector<const ScanRequest*>& scans);

// Loads who presents the credentials of `scans`, which lead to `findings`, one
// for each: nothing when nobody does. The transaction has locked the
// registrations.
absl::StatusOr<std::vector<std::optional<KnownHolder>>> LoadHolders(
    db::Transaction& tx, const std::string& event,
    const std::vector<const ScanRequest*>& scans,
    const std::vector<Finding>& findings);

}  // namespace rollcall::checkin
