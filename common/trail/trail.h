#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/audit/entry.h"
#include "common/auth/act.h"
#include "common/db/transact.h"

// Adds to the audit, in the transaction of what it is about. What adds locks
// the head of a chain until the commit: it comes last of all that a transaction
// writes and locks.
namespace rollcall::trail {

// A chain of an event.
enum Chain {
  // What people and programs do.
  kActs = 0,
  // What they do with reports, in a chain of its own, since some of it is in
  // transactions on snapshots, which begin anew where others have written.
  kReports = 1,
  // The first of those for what doors decide and platforms report.
  kDoors = 16,
};

// Adds a batch with `entries`, one at least, to `chain` of `event`. Waits for
// whoever is adding one.
absl::Status Append(db::Transaction& tx, const std::string& event, Chain chain,
                    const std::vector<audit::Entry>& entries);

// As above, to any chain from kDoors on that nobody is adding to.
absl::Status AppendFreely(db::Transaction& tx, const std::string& event,
                          const std::vector<audit::Entry>& entries);

// The entry that `act` did something to `resource`, and left the personal data
// that `commitment` is of.
audit::Entry EntryOf(const auth::Act& act, std::string resource,
                     std::optional<std::string> commitment = std::nullopt);

// Adds the one entry that `act` did something to `resource` of `event`.
absl::Status Record(db::Transaction& tx, const std::string& event,
                    const auth::Act& act, const std::string& resource,
                    Chain chain = kActs);

// Keeps that `act` reads people of `event`, one by one: what a call comes to
// before anybody gets them. In a transaction of its own.
absl::Status RecordReading(db::Pool& pool, const EventName& event,
                           const auth::Act& act, absl::Time deadline,
                           Chain chain = kActs);

// The commitment to `personal_data`, a canonical text about the person of
// `registration`; nothing once the person is erased.
absl::StatusOr<std::optional<std::string>> CommitTo(
    db::Transaction& tx, const RegistrationName& registration,
    const std::string& personal_data);

}  // namespace rollcall::trail
