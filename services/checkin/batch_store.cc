#include "services/checkin/batch_store.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/trail/trail.h"
#include "services/checkin/conflict_store.h"
#include "services/checkin/decision_store.h"
#include "services/checkin/door_store.h"
#include "services/checkin/history_store.h"
#include "services/checkin/holder_store.h"
#include "services/checkin/stay_store.h"

namespace rollcall::checkin {
namespace {

std::set<std::string> SessionsOf(const std::vector<ScanRequest>& scans) {
  std::set<std::string> sessions;
  for (const ScanRequest& scan : scans) sessions.insert(scan.session.session);
  return sessions;
}

std::vector<ScanKey> KeysOf(const std::vector<const ScanRequest*>& scans) {
  std::vector<ScanKey> keys;
  for (const ScanRequest* scan : scans) keys.push_back(KeyOf(*scan));
  return keys;
}

// Finds out who the open scans are of, and locks them.
absl::Status LockPeople(db::Transaction& tx, const std::string& event,
                        Batch& batch) {
  ASSIGN_OR_RETURN(std::vector<Finding> findings,
                   FindHolders(tx, event, batch.open()));
  batch.SetFindings(std::move(findings));
  const std::set<std::string> people = batch.People();
  if (people.empty()) return absl::OkStatus();
  return attendance::LockRegistrations(tx, event,
                                       {people.begin(), people.end()})
      .status();
}

// Reads what the locks guard, in statements of their own after them, and
// decides by it.
absl::Status Decide(db::Transaction& tx, const std::string& event,
                    Batch& batch) {
  ASSIGN_OR_RETURN(auto holders,
                   LoadHolders(tx, event, batch.open(), batch.findings()));
  batch.SetHolders(std::move(holders));
  ASSIGN_OR_RETURN(Histories histories,
                   LoadHistories(tx, event, batch.PeopleAtDoors()));
  ASSIGN_OR_RETURN(auto inside, LockDoors(tx, event, batch.LimitedDoors()));
  batch.Decide(std::move(histories), std::move(inside));
  return absl::OkStatus();
}

absl::Status Keep(db::Transaction& tx, const std::string& event,
                  const Batch& batch, const std::vector<std::string>& recounted,
                  std::vector<audit::Entry> entries) {
  const std::string audit_id = NewUuid();
  ASSIGN_OR_RETURN(const bool is_first,
                   InsertDecisions(tx, event, audit_id, batch.added()));
  if (!is_first) return absl::AbortedError("decided elsewhere meanwhile");
  RETURN_IF_ERROR(SaveConflicts(tx, event, batch.conflicts()));
  RETURN_IF_ERROR(SaveHistories(tx, event, batch.doors().policies,
                                batch.histories(), recounted));
  entries.push_back(DecisionsEntry(audit_id, batch.added()));
  return trail::AppendFreely(tx, event, entries);
}

}  // namespace

absl::StatusOr<Answers> DecideBatch(db::Transaction& tx,
                                    const std::string& event,
                                    const std::vector<ScanRequest>& scans,
                                    const std::vector<std::string>& recounted,
                                    const std::vector<audit::Entry>& entries) {
  ASSIGN_OR_RETURN(Doors doors, LoadDoors(tx, event, SessionsOf(scans)));
  Batch batch(scans, std::move(doors));
  RETURN_IF_ERROR(LockPeople(tx, event, batch));
  // Before any rule, and under the locks, so that nobody decides a scan of a
  // known person meanwhile.
  ASSIGN_OR_RETURN(const auto old,
                   FindDecisions(tx, event, KeysOf(batch.open())));
  batch.Replay(old);
  if (batch.open().empty()) {
    RETURN_IF_ERROR(tx.ConfirmReads());
  } else {
    RETURN_IF_ERROR(Decide(tx, event, batch));
    RETURN_IF_ERROR(Keep(tx, event, batch, recounted, entries));
  }
  return batch.TakeAnswers();
}

}  // namespace rollcall::checkin
