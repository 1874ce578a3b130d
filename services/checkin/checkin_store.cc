#include "services/checkin/checkin_store.h"

#include <utility>

#include "absl/strings/str_split.h"

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/db/transact.h"
#include "common/status/error.h"

namespace rollcall::checkin {
namespace {

using Answer = CheckInStore::Answer;

std::vector<Reason> ReasonsOf(const std::string& joined) {
  std::vector<Reason> reasons;
  for (const absl::string_view name :
       absl::StrSplit(joined, ',', absl::SkipEmpty())) {
    reasons.push_back(ParseEnumText<Reason>(name));
  }
  return reasons;
}

Decision DecisionOf(const ScanRequest& scan, const pqxx::row& row) {
  Decision decision;
  decision.session = {scan.session.event, db::TextOf(row, "session_id")};
  decision.scan_id = scan.scan_id;
  decision.registration =
      db::OptionalTextOf(row, "registration_id").value_or("");
  decision.device = scan.device;
  decision.gate = db::TextOf(row, "gate");
  decision.direction = ParseEnumText<Direction>(db::TextOf(row, "direction"));
  decision.force_requested = db::BoolOf(row, "force_requested");
  decision.scan_time = db::TimeOf(row, "scan_time");
  decision.receive_time = db::TimeOf(row, "receive_time");
  decision.attempt_of = db::OptionalTextOf(row, "attempt_of");

  Verdict& verdict = decision.verdict;
  verdict.outcome = ParseEnumText<Outcome>(db::TextOf(row, "outcome"));
  verdict.reasons = ReasonsOf(db::TextOf(row, "reasons"));
  verdict.anomaly = ParseEnumText<Anomaly>(db::TextOf(row, "anomaly"));
  verdict.forced = db::BoolOf(row, "forced");
  if (const auto first_time = db::OptionalTimeOf(row, "first_scan_time")) {
    verdict.first_admission.emplace();
    verdict.first_admission->scan_time = *first_time;
    verdict.first_admission->device = db::TextOf(row, "first_device_id");
    verdict.first_admission->gate = db::TextOf(row, "first_gate");
  }
  return decision;
}

// The decision that the scan_id got before, if it did.
absl::StatusOr<std::optional<Answer>> FindReplay(db::Transaction& tx,
                                                 const ScanRequest& scan) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetDecision, scan.session.event, scan.device,
                           scan.scan_id));
  if (rows.empty()) return std::optional<Answer>();
  const std::string stored_hash = db::BytesOf(rows.front(), "content_hash");
  // What was presented may be erased, and its hash with it.
  if (!stored_hash.empty() && stored_hash != scan.content_hash) {
    return Error(error::v1::SCAN_ID_REUSED,
                 "The scan_id was used before with other content: make a new "
                 "one for a new scan.",
                 {{"scanId", scan.scan_id}});
  }
  return std::optional(Answer{DecisionOf(scan, rows.front()), true});
}

// Returns the server's clock.
absl::StatusOr<absl::Time> CheckSessionExists(db::Transaction& tx,
                                              const SessionName& session) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindSession, session.event, session.session));
  const pqxx::row row = rows.front();
  if (!db::BoolOf(row, "event_exists")) {
    return NotFound(EventName{session.event});
  }
  if (!db::BoolOf(row, "session_exists")) {
    return NotFound(session);
  }
  return db::TimeOf(row, "receive_time");
}

// Where a credential leads.
struct Finding {
  // The id of the registration; empty when there is none.
  std::string registration;
  // The credential is a ticket that nobody knows and nobody signed.
  bool bad_signature = false;
};

// A known serial needs no check of the signature: only who was given the ticket
// knows it.
absl::StatusOr<Finding> FindByText(db::Transaction& tx,
                                   const ticket::SignedTicket& ticket) {
  const ticket::Content& content = ticket.content;
  ASSIGN_OR_RETURN(
      const pqxx::result tickets,
      tx.Exec(sql::kFindTicketBySerial, content.event, content.serial));
  if (!tickets.empty()) {
    const std::string holder = db::TextOf(tickets.front(), "registration_id");
    return Finding{holder == content.registration ? holder : ""};
  }
  ASSIGN_OR_RETURN(const pqxx::result keys,
                   tx.Exec(sql::kGetTicketKey, content.key_id));
  const bool is_signed =
      !keys.empty() &&
      IsSignedWith(ticket, db::BytesOf(keys.front(), "public_key"));
  return Finding{"", !is_signed};
}

absl::StatusOr<Finding> FindByCode(db::Transaction& tx,
                                   const std::string& event,
                                   const TicketCode& code) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindTicketByCode, event, code.code));
  if (rows.empty()) return Finding();
  return Finding{db::TextOf(rows.front(), "registration_id")};
}

absl::StatusOr<Finding> Find(db::Transaction& tx, const ScanRequest& scan) {
  if (const auto* chosen = std::get_if<ChosenRegistration>(&scan.credential)) {
    return Finding{chosen->registration};
  }
  if (const auto* ticket =
          std::get_if<ticket::SignedTicket>(&scan.credential)) {
    return FindByText(tx, *ticket);
  }
  if (const auto* code = std::get_if<TicketCode>(&scan.credential)) {
    return FindByCode(tx, scan.session.event, *code);
  }
  return Finding();
}

absl::StatusOr<std::vector<Passage>> ListPassages(
    db::Transaction& tx, const SessionName& session,
    const std::string& registration) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListPassages, session.event, registration,
                           session.session));
  std::vector<Passage> passages;
  for (const pqxx::row& row : rows) {
    passages.push_back({db::TextOf(row, "scan_id"),
                        ParseEnumText<Direction>(db::TextOf(row, "direction")),
                        db::TimeOf(row, "scan_time"),
                        db::TimeOf(row, "receive_time"),
                        db::TextOf(row, "device_id"), db::TextOf(row, "gate")});
  }
  return passages;
}

// Locks the registration under the credential and reads what the rule needs.
absl::StatusOr<std::optional<Holder>> LockHolder(
    db::Transaction& tx, const ScanRequest& scan,
    const std::string& registration) {
  if (registration.empty()) return std::optional<Holder>();
  const std::string& event = scan.session.event;
  ASSIGN_OR_RETURN(const std::vector<std::string> locked,
                   attendance::LockRegistrations(tx, event, {registration}));
  if (locked.empty()) return std::optional<Holder>();

  const auto* ticket = std::get_if<ticket::SignedTicket>(&scan.credential);
  const auto* code = std::get_if<TicketCode>(&scan.credential);
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kGetHolder, event, registration,
              ticket ? std::optional(ticket->content.serial) : std::nullopt,
              code ? std::optional(code->code) : std::nullopt));
  const pqxx::row row = rows.front();
  Holder holder;
  holder.registration = registration;
  holder.erased = db::BoolOf(row, "erased");
  holder.ticket_revoked = db::BoolOf(row, "ticket_revoked");
  holder.state = ParseEnumText<registration::v1::Registration::State>(
      db::TextOf(row, "state"));
  holder.mode = ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"));
  ASSIGN_OR_RETURN(holder.passages,
                   ListPassages(tx, scan.session, registration));
  return std::optional(std::move(holder));
}

Decision Decide(const ScanRequest& scan, const std::optional<Holder>& holder,
                bool bad_signature, absl::Time receive_time) {
  Decision decision;
  decision.session = scan.session;
  decision.scan_id = scan.scan_id;
  decision.registration = holder ? holder->registration : "";
  decision.device = scan.device;
  decision.gate = scan.gate;
  decision.direction = scan.direction;
  decision.force_requested = scan.force;
  decision.scan_time = scan.scan_time.value_or(receive_time);
  decision.receive_time = receive_time;
  decision.attempt_of = scan.attempt_of;
  decision.verdict =
      Judge(holder, {scan.direction, decision.scan_time,
                     std::holds_alternative<ForeignCredential>(scan.credential),
                     bad_signature, scan.force});
  return decision;
}

// False when another call used the scan_id meanwhile.
absl::StatusOr<bool> InsertDecision(db::Transaction& tx,
                                    const ScanRequest& scan,
                                    const std::optional<Holder>& holder,
                                    const Decision& decision) {
  const Verdict& verdict = decision.verdict;
  const bool known = holder.has_value();
  std::vector<std::string> reasons;
  for (const Reason reason : verdict.reasons) {
    reasons.push_back(EnumText(reason));
  }
  std::optional<absl::Time> first_time;
  std::optional<std::string> first_device;
  std::optional<std::string> first_gate;
  if (verdict.first_admission) {
    first_time = verdict.first_admission->scan_time;
    first_device = verdict.first_admission->device;
    first_gate = verdict.first_admission->gate;
  }
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(sql::kInsertDecision, decision.session.event, decision.device,
              decision.scan_id, decision.session.session,
              known ? std::optional(decision.registration) : std::nullopt,
              known ? std::nullopt : std::optional(scan.credential_text),
              decision.gate, EnumText(decision.direction),
              EnumText(verdict.outcome), reasons, EnumText(verdict.anomaly),
              verdict.forced, decision.force_requested,
              holder && holder->erased ? "" : scan.force_reason,
              decision.attempt_of, first_time, first_device, first_gate,
              decision.scan_time, db::ByteaParam(scan.content_hash)));
  return !added.empty();
}

// Derives the person's stays anew, `decision` included, and counts them.
absl::Status RefreshPresence(db::Transaction& tx, const Decision& decision,
                             std::vector<Passage> passages) {
  passages.push_back({decision.scan_id, decision.direction, decision.scan_time,
                      decision.receive_time, decision.device, decision.gate});
  std::vector<absl::Time> starts;
  std::vector<std::optional<absl::Time>> ends;
  for (const Stay& stay : FoldPassages(std::move(passages))) {
    starts.push_back(stay.entry.scan_time);
    ends.push_back(stay.end);
  }
  const auto& [event, session] = decision.session;
  RETURN_IF_ERROR(
      tx.Exec(sql::kDeleteStays, event, decision.registration, session)
          .status());
  RETURN_IF_ERROR(tx.Exec(sql::kInsertStays, event, decision.registration,
                          session, starts, ends)
                      .status());
  return attendance::Refresh(tx, event, {decision.registration});
}

absl::StatusOr<Answer> CheckInOnce(db::Transaction& tx,
                                   const ScanRequest& scan) {
  ASSIGN_OR_RETURN(std::optional<Answer> before, FindReplay(tx, scan));
  if (before) return *std::move(before);
  ASSIGN_OR_RETURN(const absl::Time receive_time,
                   CheckSessionExists(tx, scan.session));
  ASSIGN_OR_RETURN(const Finding found, Find(tx, scan));
  ASSIGN_OR_RETURN(const std::optional<Holder> holder,
                   LockHolder(tx, scan, found.registration));
  const Decision decision =
      Decide(scan, holder, found.bad_signature, receive_time);
  ASSIGN_OR_RETURN(const bool inserted,
                   InsertDecision(tx, scan, holder, decision));
  if (!inserted) {
    ASSIGN_OR_RETURN(before, FindReplay(tx, scan));
    if (before) return *std::move(before);
    return absl::InternalError("insert_decision: no maker of the conflict");
  }
  if (decision.verdict.outcome != v1::Decision::OUTCOME_REFUSED) {
    RETURN_IF_ERROR(RefreshPresence(tx, decision, holder->passages));
  }
  return Answer{decision, false};
}

}  // namespace

absl::StatusOr<Answer> CheckInStore::CheckIn(const ScanRequest& scan,
                                             absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return CheckInOnce(tx, scan);
  });
}

}  // namespace rollcall::checkin
