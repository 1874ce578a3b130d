#include "services/checkin/checkin_store.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "absl/strings/str_cat.h"

#include "checkin_sql.h"
#include "common/api/resource_name.h"
#include "common/attendance/attendance.h"
#include "common/attendance/rollup_store.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "services/checkin/conflict_store.h"
#include "services/checkin/decision_store.h"
#include "services/checkin/door_store.h"
#include "services/checkin/history_store.h"
#include "services/checkin/stay_store.h"

namespace rollcall::checkin {
namespace {

// How long a device may take its own scans back.
constexpr absl::Duration kAnnulWindow = absl::Minutes(15);

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

// The history of the person of `decision` without its scan. Read before the
// scan is annulled.
absl::StatusOr<Histories> HistoryWithout(db::Transaction& tx,
                                         const Decision& decision) {
  const auto& [event, session] = decision.session;
  ASSIGN_OR_RETURN(
      Histories histories,
      LoadHistories(tx, event, {{decision.registration, session}}));
  auto& passages = histories.begin()->second.passages;
  passages.erase(std::remove_if(passages.begin(), passages.end(),
                                [&](const door::Passage& passage) {
                                  return passage.device == decision.device &&
                                         passage.scan_id == decision.scan_id;
                                }),
                 passages.end());
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
  if (decision.annul_time) return decision;
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
  absl::StatusOr<Answers> answers = DecideTogether(event, scans, deadline);
  if (!absl::IsInternal(answers.status())) return answers;
  if (scans.size() == 1) return Answers{answers.status()};
  // One of them is to blame: it must be in one half or the other.
  const auto middle = scans.begin() + static_cast<int64_t>(scans.size() / 2);
  ASSIGN_OR_RETURN(Answers first,
                   Decide(event, {scans.begin(), middle}, deadline));
  ASSIGN_OR_RETURN(Answers second,
                   Decide(event, {middle, scans.end()}, deadline));
  first.insert(first.end(), std::make_move_iterator(second.begin()),
               std::make_move_iterator(second.end()));
  return first;
}

absl::StatusOr<Answers> CheckInStore::DecideTogether(
    const std::string& event, const std::vector<ScanRequest>& scans,
    absl::Time deadline) {
  return TransactDecisions(pool_, deadline, [&](db::Transaction& tx) {
    return DecideBatch(tx, event, scans);
  });
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
