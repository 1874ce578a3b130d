#include "clients/kiosk/scan_queue.h"

#include <utility>

#include "clients/kiosk/passage.h"
#include "common/base/status_macros.h"

namespace rollcall::kiosk {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::Decision;

const char* TextOf(ScanStatus status) {
  switch (status) {
    case ScanStatus::kSending:
      return "SENDING";
    case ScanStatus::kLost:
      return "LOST";
    case ScanStatus::kDecided:
      return "DECIDED";
    case ScanStatus::kToAnnul:
      return "TO_ANNUL";
    case ScanStatus::kSettled:
      return "SETTLED";
    case ScanStatus::kFailed:
      return "FAILED";
  }
  return "";
}

constexpr char kRecover[] =
    "UPDATE scan SET status = 'LOST' WHERE status = 'SENDING'";
constexpr char kInsert[] =
    "INSERT INTO scan (scan_id, status, session, request)"
    " VALUES (?1, 'SENDING', ?2, ?3)";
constexpr char kDecide[] =
    "INSERT INTO scan (scan_id, status, session, request, decision,"
    "                  clock_offset_micros, registration_hash)"
    " VALUES (?1, 'DECIDED', ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (scan_id) DO UPDATE"
    " SET status = excluded.status, decision = excluded.decision,"
    "     clock_offset_micros = excluded.clock_offset_micros,"
    "     registration_hash = excluded.registration_hash";
// What was presented is of no more use.
constexpr char kSettle[] =
    "UPDATE scan SET status = 'SETTLED', request = x'', decision = ?2,"
    "                registration_hash ="
    "                  CASE ?3 WHEN x'' THEN registration_hash ELSE ?3 END"
    " WHERE scan_id = ?1";
constexpr char kSetStatus[] = "UPDATE scan SET status = ?2 WHERE scan_id = ?1";
constexpr char kFail[] =
    "UPDATE scan SET status = 'FAILED', error = ?2 WHERE scan_id = ?1";
constexpr char kDrop[] = "DELETE FROM scan WHERE scan_id = ?1";
constexpr char kList[] =
    "SELECT request, decision, clock_offset_micros, error FROM scan"
    " WHERE status = ?1 ORDER BY position LIMIT ?2";
constexpr char kCount[] = "SELECT status, count(*) FROM scan GROUP BY status";
constexpr char kHasWaiting[] =
    "SELECT EXISTS (SELECT 1 FROM scan"
    "                WHERE registration_hash = ?1 AND status = 'DECIDED')";
constexpr char kListOfPerson[] =
    "SELECT decision FROM scan WHERE registration_hash = ?1 AND session = ?2";

absl::Status InsertDecided(Database::Transaction& tx, const QueuedScan& scan,
                           const std::string& registration_hash) {
  return tx.Run(kDecide, {scan.request.scan_id(), scan.request.session(),
                          Blob{scan.request.SerializeAsString()},
                          Blob{scan.decision.SerializeAsString()},
                          absl::ToInt64Microseconds(scan.clock_offset),
                          Blob{registration_hash}});
}

absl::Status UpdateSettled(Database::Transaction& tx,
                           const std::string& scan_id, const Decision& decision,
                           const std::string& registration_hash) {
  return tx.Run(kSettle, {scan_id, Blob{decision.SerializeAsString()},
                          Blob{registration_hash}});
}

}  // namespace

absl::Status ScanQueue::Recover() {
  return journal_.Transact(
      [](Database::Transaction& tx) { return tx.Run(kRecover); });
}

absl::Status ScanQueue::Begin(const CheckInRequest& request) {
  return journal_.Transact([&](Database::Transaction& tx) {
    return tx.Run(kInsert, {request.scan_id(), request.session(),
                            Blob{request.SerializeAsString()}});
  });
}

absl::Status ScanQueue::Decide(const QueuedScan& scan,
                               const std::string& registration_hash) {
  return journal_.Transact([&](Database::Transaction& tx) {
    return InsertDecided(tx, scan, registration_hash);
  });
}

absl::Status ScanQueue::Settle(const std::string& scan_id,
                               const Decision& decision,
                               const std::string& registration_hash) {
  return journal_.Transact([&](Database::Transaction& tx) {
    return UpdateSettled(tx, scan_id, decision, registration_hash);
  });
}

absl::Status ScanQueue::SettleAll(const std::vector<QueuedScan>& scans) {
  return journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
    for (const QueuedScan& scan : scans) {
      RETURN_IF_ERROR(
          UpdateSettled(tx, scan.request.scan_id(), scan.decision, ""));
    }
    return absl::OkStatus();
  });
}

absl::Status ScanQueue::Correct(const std::string& scan_id,
                                const Decision& decision,
                                const QueuedScan& correction) {
  return journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(
        const auto rows,
        tx.Query("SELECT registration_hash FROM scan WHERE scan_id = ?1",
                 {scan_id}));
    RETURN_IF_ERROR(UpdateSettled(tx, scan_id, decision, ""));
    return InsertDecided(tx, correction,
                         rows.empty() ? "" : BytesOf(rows[0], 0));
  });
}

absl::Status ScanQueue::SetStatus(const std::string& scan_id,
                                  ScanStatus status) {
  return journal_.Transact([&](Database::Transaction& tx) {
    return tx.Run(kSetStatus, {scan_id, TextOf(status)});
  });
}

absl::Status ScanQueue::Fail(const std::string& scan_id,
                             const std::string& error) {
  return journal_.Transact([&](Database::Transaction& tx) {
    return tx.Run(kFail, {scan_id, error});
  });
}

absl::Status ScanQueue::Drop(const std::string& scan_id) {
  return journal_.Transact(
      [&](Database::Transaction& tx) { return tx.Run(kDrop, {scan_id}); });
}

absl::StatusOr<std::vector<QueuedScan>> ScanQueue::List(ScanStatus status,
                                                        int limit) {
  std::vector<QueuedScan> scans;
  RETURN_IF_ERROR(
      journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows,
                         tx.Query(kList, {TextOf(status), int64_t{limit}}));
        for (const Row& row : rows) {
          QueuedScan& scan = scans.emplace_back();
          if (!scan.request.ParseFromString(BytesOf(row, 0)) ||
              !scan.decision.ParseFromString(BytesOf(row, 1))) {
            return absl::DataLossError("The journal has a scan that is none.");
          }
          scan.clock_offset = absl::Microseconds(IntOf(row, 2));
          scan.error = BytesOf(row, 3);
        }
        return absl::OkStatus();
      }));
  return scans;
}

absl::StatusOr<ScanCounts> ScanQueue::Count() {
  std::map<std::string, int64_t> counts;
  RETURN_IF_ERROR(
      journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows, tx.Query(kCount));
        for (const Row& row : rows) counts[BytesOf(row, 0)] = IntOf(row, 1);
        return absl::OkStatus();
      }));
  const auto of = [&](ScanStatus status) { return counts[TextOf(status)]; };
  return ScanCounts{of(ScanStatus::kLost),
                    of(ScanStatus::kDecided) + of(ScanStatus::kToAnnul),
                    of(ScanStatus::kSettled), of(ScanStatus::kFailed)};
}

absl::StatusOr<bool> ScanQueue::HasWaiting(
    const std::string& registration_hash) {
  if (registration_hash.empty()) return false;
  bool has_waiting = false;
  RETURN_IF_ERROR(
      journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows,
                         tx.Query(kHasWaiting, {Blob{registration_hash}}));
        has_waiting = IntOf(rows[0], 0) != 0;
        return absl::OkStatus();
      }));
  return has_waiting;
}

absl::StatusOr<std::vector<door::Passage>> ScanQueue::ListPassages(
    const std::string& session, const std::string& registration_hash) {
  std::vector<door::Passage> passages;
  RETURN_IF_ERROR(
      journal_.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(
            const auto rows,
            tx.Query(kListOfPerson, {Blob{registration_hash}, session}));
        for (const Row& row : rows) {
          Decision decision;
          if (!decision.ParseFromString(BytesOf(row, 0))) {
            return absl::DataLossError("The journal has a scan that is none.");
          }
          if (decision.outcome() == Decision::OUTCOME_ADMITTED ||
              decision.outcome() == Decision::OUTCOME_EXITED) {
            passages.push_back(PassageOf(decision));
          }
        }
        return absl::OkStatus();
      }));
  return passages;
}

}  // namespace rollcall::kiosk
