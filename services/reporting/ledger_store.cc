#include "services/reporting/ledger_store.h"

#include "absl/strings/str_split.h"

#include "common/api/enum_text.h"
#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "reporting_sql.h"
#include "services/reporting/event_store.h"

namespace rollcall::reporting {
namespace {

using checkin::v1::Conflict;
using checkin::v1::Decision;

std::string DeviceOf(const EventName& event, const pqxx::row& row,
                     const char* column) {
  return DeviceName{event.event, db::TextOf(row, column)}.ToString();
}

std::string SessionOf(const EventName& event, const pqxx::row& row) {
  return SessionName{event.event, db::TextOf(row, "session_id")}.ToString();
}

std::string RegistrationOf(const EventName& event, const pqxx::row& row) {
  const auto id = db::OptionalTextOf(row, "registration_id");
  return id ? RegistrationName{event.event, *id}.ToString() : "";
}

void ReadReasons(const pqxx::row& row, Decision& decision) {
  for (const absl::string_view name :
       absl::StrSplit(db::TextOf(row, "reasons"), ',', absl::SkipEmpty())) {
    decision.add_all_reasons(ParseEnumText<Decision::Reason>(name));
  }
  if (decision.all_reasons_size() > 0) {
    decision.set_reason(decision.all_reasons(0));
  }
}

void ReadDecision(const EventName& event, const pqxx::row& row,
                  Decision& decision) {
  decision.set_scan_id(db::TextOf(row, "scan_id"));
  decision.set_session(SessionOf(event, row));
  decision.set_registration(RegistrationOf(event, row));
  decision.set_device(DeviceOf(event, row, "device_id"));
  decision.set_gate(db::TextOf(row, "gate"));
  decision.set_direction(
      ParseEnumText<Decision::Direction>(db::TextOf(row, "direction")));
  decision.set_outcome(
      ParseEnumText<Decision::Outcome>(db::TextOf(row, "outcome")));
  ReadReasons(row, decision);
  if (const auto first_time = db::OptionalTimeOf(row, "first_scan_time")) {
    auto& first = *decision.mutable_first_admission();
    RenderTime(*first_time, *first.mutable_scan_time());
    first.set_device(DeviceOf(event, row, "first_device_id"));
    first.set_gate(db::TextOf(row, "first_gate"));
  }
  decision.set_anomaly(
      ParseEnumText<Decision::Anomaly>(db::TextOf(row, "anomaly")));
  decision.set_forced(db::BoolOf(row, "forced"));
  decision.set_force_requested(db::BoolOf(row, "force_requested"));
  decision.set_attempt_of(db::OptionalTextOf(row, "attempt_of").value_or(""));
  RenderTime(db::TimeOf(row, "scan_time"), *decision.mutable_scan_time());
  RenderTime(db::TimeOf(row, "receive_time"), *decision.mutable_receive_time());
  decision.set_offline(db::BoolOf(row, "offline"));
  decision.set_quarantined(db::BoolOf(row, "quarantined"));
}

void ReadAnnulment(const EventName& event, const pqxx::row& row,
                   v1::Annulment& annulment) {
  annulment.set_device(DeviceOf(event, row, "device_id"));
  annulment.set_scan_id(db::TextOf(row, "scan_id"));
  annulment.set_annulling_device(DeviceOf(event, row, "annulling_device_id"));
  annulment.set_forced(db::BoolOf(row, "forced"));
  RenderTime(db::TimeOf(row, "annul_time"), *annulment.mutable_annul_time());
}

void ReadConflict(const EventName& event, const pqxx::row& row,
                  Conflict& conflict) {
  conflict.set_name(
      ConflictName{event.event, db::TextOf(row, "conflict_id")}.ToString());
  conflict.set_kind(ParseEnumText<Conflict::Kind>(db::TextOf(row, "kind")));
  conflict.set_session(SessionOf(event, row));
  conflict.set_registration(RegistrationOf(event, row));
  conflict.set_device(DeviceOf(event, row, "device_id"));
  conflict.set_scan_id(db::TextOf(row, "scan_id"));
  RenderTime(db::TimeOf(row, "scan_time"), *conflict.mutable_scan_time());
  if (const auto canonical = db::OptionalTextOf(row, "canonical_scan_id")) {
    conflict.set_canonical_device(DeviceOf(event, row, "canonical_device_id"));
    conflict.set_canonical_scan_id(*canonical);
    RenderTime(db::TimeOf(row, "canonical_scan_time"),
               *conflict.mutable_canonical_scan_time());
  }
  const auto resolve_time = db::OptionalTimeOf(row, "resolve_time");
  if (resolve_time) {
    RenderTime(*resolve_time, *conflict.mutable_resolve_time());
  }
  conflict.set_state(resolve_time               ? Conflict::STATE_RESOLVED
                     : db::BoolOf(row, "holds") ? Conflict::STATE_OPEN
                                                : Conflict::STATE_SETTLED);
}

const db::Statement& StatementOf(LedgerPart part) {
  switch (part) {
    case LedgerPart::kAnnulments:
      return sql::kListLedgerAnnulments;
    case LedgerPart::kConflicts:
      return sql::kListLedgerConflicts;
    case LedgerPart::kDecisions:
      break;
  }
  return sql::kListLedgerDecisions;
}

void ReadEntry(LedgerPart part, const EventName& event, const pqxx::row& row,
               v1::LedgerEntry& entry) {
  switch (part) {
    case LedgerPart::kDecisions:
      return ReadDecision(event, row, *entry.mutable_decision());
    case LedgerPart::kAnnulments:
      return ReadAnnulment(event, row, *entry.mutable_annulment());
    case LedgerPart::kConflicts:
      return ReadConflict(event, row, *entry.mutable_conflict());
  }
}

// Reads what is left of the part that `batch` is in, or as much as it may.
absl::Status ReadPart(db::Transaction& tx, const EventName& event, int limit,
                      LedgerBatch& batch) {
  LedgerPosition& next = batch.next;
  const int room = limit - static_cast<int>(batch.entries.size());
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(StatementOf(next.part), event.event, next.first_key,
                           next.second_key, next.as_of, room));
  for (const pqxx::row& row : rows) {
    ReadEntry(next.part, event, row, batch.entries.emplace_back());
    next.first_key = db::TextOf(row, "first_key");
    next.second_key = db::TextOf(row, "second_key");
  }
  if (static_cast<int>(rows.size()) == room) return absl::OkStatus();
  if (next.part == LedgerPart::kConflicts) {
    batch.is_last = true;
    return absl::OkStatus();
  }
  next = {static_cast<LedgerPart>(static_cast<int>(next.part) + 1), kNilUuid,
          kNilUuid, next.as_of};
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LedgerBatch> ReadLedger(
    db::Pool& pool, const EventName& event,
    const std::optional<LedgerPosition>& position, int limit,
    absl::Time deadline) {
  return db::ReadSnapshot(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<LedgerBatch> {
        ASSIGN_OR_RETURN(const EventState state,
                         ReadEvent(tx, {event.event, kVenueSession}));
        LedgerBatch batch;
        batch.next = position.value_or(LedgerPosition{
            LedgerPart::kDecisions, kNilUuid, kNilUuid, state.data.as_of});
        while (!batch.is_last &&
               batch.entries.size() < static_cast<size_t>(limit)) {
          RETURN_IF_ERROR(ReadPart(tx, event, limit, batch));
        }
        return batch;
      });
}

}  // namespace rollcall::reporting
