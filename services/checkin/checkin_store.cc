#include "services/checkin/checkin_store.h"

#include <tuple>

#include "absl/strings/str_cat.h"

#include "checkin_sql.h"
#include "common/api/resource_name.h"
#include "common/attendance/attendance.h"
#include "common/attendance/rollup_store.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "services/checkin/annulment.h"
#include "services/checkin/conflict_store.h"
#include "services/checkin/decision_store.h"
#include "services/checkin/door_store.h"
#include "services/checkin/history_store.h"
#include "services/checkin/stay_store.h"

namespace rollcall::checkin {
namespace {

absl::Status DecisionNotFound(const std::string& event,
                              const std::string& device,
                              const std::string& scan_id) {
  return Error(
      error::v1::DECISION_NOT_FOUND, "The device has made no such scan.",
      {{"device", DeviceName{event, device}.ToString()}, {"scanId", scan_id}});
}

absl::StatusOr<Decision> FindDecision(db::Transaction& tx,
                                      const std::string& event,
                                      const std::string& device,
                                      const std::string& scan_id) {
  ASSIGN_OR_RETURN(auto found, FindDecisions(tx, event, {{device, scan_id}}));
  if (found.empty()) return DecisionNotFound(event, device, scan_id);
  return std::move(found.begin()->second.decision);
}

// The history of the person of `decision` without its scan. Read before the
// scan is annulled.
absl::StatusOr<Histories> HistoryWithout(db::Transaction& tx,
                                         const Decision& decision) {
  const auto& [event, session] = decision.session;
  ASSIGN_OR_RETURN(
      Histories histories,
      LoadHistories(tx, event, {{decision.registration, session}}));
  TakeOut(decision, histories.begin()->second);
  return histories;
}

absl::StatusOr<Decision> AnnulOnce(db::Transaction& tx,
                                   const AnnulRequest& request,
                                   const auth::Act& act) {
  const auto& [event, device, scan_id] =
      std::tie(request.event, request.device, request.scan_id);
  ASSIGN_OR_RETURN(Decision decision, FindDecision(tx, event, device, scan_id));
  const bool is_known = !decision.registration.empty();
  if (is_known) {
    RETURN_IF_ERROR(
        attendance::LockRegistrations(tx, event, {decision.registration})
            .status());
    ASSIGN_OR_RETURN(decision, FindDecision(tx, event, device, scan_id));
  }
  if (decision.annul_time) {
    RETURN_IF_ERROR(tx.ConfirmReads());
    return decision;
  }
  const std::string& session = decision.session.session;
  ASSIGN_OR_RETURN(const Doors doors, LoadDoors(tx, event, {session}));
  RETURN_IF_ERROR(CheckAnnul(request, decision, doors.receive_time));
  Histories histories;
  if (is_known && !decision.quarantined) {
    ASSIGN_OR_RETURN(histories, HistoryWithout(tx, decision));
    if (doors.policies.at(session).place_count) {
      RETURN_IF_ERROR(LockDoors(tx, event, {session}).status());
    }
  }
  RETURN_IF_ERROR(
      tx.Exec(sql::kInsertAnnulment, event, device, scan_id,
              request.annulling_device, request.force, request.force_reason,
              is_known ? std::optional(decision.registration) : std::nullopt)
          .status());
  RETURN_IF_ERROR(SettleScan(tx, event, device, scan_id));
  RETURN_IF_ERROR(SaveHistories(tx, event, doors.policies, histories));
  RETURN_IF_ERROR(trail::Record(
      tx, event, act,
      absl::StrCat(DeviceName{event, device}.ToString(), "/scans/", scan_id)));
  return FindDecision(tx, event, device, scan_id);
}

}  // namespace

absl::StatusOr<Answers> CheckInStore::Decide(
    const std::string& event, const std::vector<ScanRequest>& scans,
    absl::Time deadline) {
  return DecideInHalves(scans, [&](const std::vector<ScanRequest>& some) {
    return DecideTogether(event, some, deadline);
  });
}

absl::StatusOr<Answers> CheckInStore::DecideTogether(
    const std::string& event, const std::vector<ScanRequest>& scans,
    absl::Time deadline) {
  ASSIGN_OR_RETURN(Answers answers,
                   TransactDecisions(pool_, deadline, [&](db::Transaction& tx) {
                     return DecideBatch(tx, event, scans);
                   }));
  for (const auto& answer : answers) {
    if (answer.ok()) tally_.Add(*answer);
  }
  return answers;
}

absl::StatusOr<CheckInStore::Recorded> CheckInStore::GetDecision(
    const std::string& event, const std::string& device,
    const std::string& scan_id, absl::Time deadline) {
  return db::TransactOnSnapshot(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Recorded> {
        Recorded recorded;
        ASSIGN_OR_RETURN(recorded.decision,
                         FindDecision(tx, event, device, scan_id));
        RETURN_IF_ERROR(tx.ConfirmReads());
        ASSIGN_OR_RETURN(recorded.data_version,
                         attendance::DataVersionOf(tx, event));
        return recorded;
      });
}

absl::StatusOr<Decision> CheckInStore::Annul(const AnnulRequest& request,
                                             const auth::Act& act,
                                             absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return AnnulOnce(tx, request, act);
  });
}

}  // namespace rollcall::checkin
