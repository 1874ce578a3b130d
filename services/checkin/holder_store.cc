#include "services/checkin/holder_store.h"

#include <map>
#include <variant>

#include "checkin_sql.h"
#include "common/api/enum_text.h"

namespace rollcall::checkin {
namespace {

using registration::v1::Registration;

std::optional<std::string> SerialOf(const ScanRequest& scan) {
  const auto* ticket = std::get_if<ticket::SignedTicket>(&scan.credential);
  return ticket ? std::optional(ticket->content.serial) : std::nullopt;
}

std::optional<std::string> CodeOf(const ScanRequest& scan) {
  const auto* code = std::get_if<TicketCode>(&scan.credential);
  return code ? std::optional(code->code) : std::nullopt;
}

// Tickets that nobody was given: whether a key of ours signed them.
absl::Status CheckSignatures(db::Transaction& tx,
                             const std::vector<const ScanRequest*>& scans,
                             std::vector<Finding>& findings) {
  std::optional<std::map<int64_t, std::string>> keys;
  for (size_t i = 0; i < scans.size(); ++i) {
    const auto* ticket =
        std::get_if<ticket::SignedTicket>(&scans[i]->credential);
    if (ticket == nullptr || !findings[i].registration.empty()) continue;
    if (!keys) {
      keys.emplace();
      ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kListTicketKeys));
      for (const pqxx::row& row : rows) {
        (*keys)[db::IntOf(row, "key_id")] = db::BytesOf(row, "public_key");
      }
    }
    const auto key = keys->find(ticket->content.key_id);
    findings[i].bad_signature =
        key == keys->end() || !IsSignedWith(*ticket, key->second);
  }
  return absl::OkStatus();
}

KnownHolder HolderOf(const std::string& registration, const ScanRequest& scan,
                     const pqxx::row& row) {
  KnownHolder known;
  door::Holder& holder = known.holder;
  holder.registration = registration;
  holder.state = ParseEnumText<Registration::State>(db::TextOf(row, "state"));
  holder.mode = ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"));
  holder.blocked = db::BoolOf(row, "blocked");
  holder.includes_session = db::BoolOf(row, "includes_session");
  known.revoke_time = db::OptionalTimeOf(row, "revoke_time");
  holder.ticket_revoked = known.revoke_time.has_value();
  known.erased = db::BoolOf(row, "erased");
  known.read_time = db::TimeOf(row, "read_time");
  if (holder.state != Registration::STATE_CONFIRMED && !known.revoke_time) {
    known.revoke_time = db::TimeOf(row, "state_time");
  }
  if (const auto* ticket =
          std::get_if<ticket::SignedTicket>(&scan.credential)) {
    holder.valid_from = ticket->content.not_before;
    holder.valid_until = ticket->content.not_after;
  }
  return known;
}

}  // namespace

absl::StatusOr<std::vector<Finding>> FindHolders(
    db::Transaction& tx, const std::string& event,
    const std::vector<const ScanRequest*>& scans) {
  std::vector<Finding> findings(scans.size());
  std::vector<std::optional<std::string>> serials;
  std::vector<std::optional<std::string>> codes;
  bool any = false;
  for (size_t i = 0; i < scans.size(); ++i) {
    serials.push_back(SerialOf(*scans[i]));
    codes.push_back(CodeOf(*scans[i]));
    any |= serials.back() || codes.back();
    if (const auto* chosen =
            std::get_if<ChosenRegistration>(&scans[i]->credential)) {
      findings[i].registration = chosen->registration;
    }
  }
  if (!any) return findings;
  // A known serial needs no check of the signature: only who was given the
  // ticket knows it.
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindTickets, event, serials, codes));
  std::vector<bool> known(scans.size());
  for (const pqxx::row& row : rows) {
    const size_t i = db::IntOf(row, "position") - 1;
    findings[i].registration = db::TextOf(row, "registration_id");
    known[i] = true;
  }
  RETURN_IF_ERROR(CheckSignatures(tx, scans, findings));
  for (size_t i = 0; i < scans.size(); ++i) {
    const auto* ticket =
        std::get_if<ticket::SignedTicket>(&scans[i]->credential);
    if (known[i] && ticket != nullptr &&
        ticket->content.registration != findings[i].registration) {
      findings[i].registration.clear();
    }
  }
  return findings;
}

absl::StatusOr<std::vector<std::optional<KnownHolder>>> LoadHolders(
    db::Transaction& tx, const std::string& event,
    const std::vector<const ScanRequest*>& scans,
    const std::vector<Finding>& findings) {
  std::vector<std::optional<KnownHolder>> holders(scans.size());
  // The scans that lead to somebody.
  std::vector<size_t> led;
  std::vector<std::string> registrations;
  std::vector<std::optional<std::string>> serials;
  std::vector<std::optional<std::string>> codes;
  std::vector<std::string> sessions;
  for (size_t i = 0; i < scans.size(); ++i) {
    if (findings[i].registration.empty()) continue;
    led.push_back(i);
    registrations.push_back(findings[i].registration);
    serials.push_back(SerialOf(*scans[i]));
    codes.push_back(CodeOf(*scans[i]));
    sessions.push_back(scans[i]->session.session);
  }
  if (led.empty()) return holders;
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListHolders, event, registrations, serials,
                           codes, sessions));
  for (const pqxx::row& row : rows) {
    const size_t i = led[db::IntOf(row, "position") - 1];
    holders[i] = HolderOf(findings[i].registration, *scans[i], row);
  }
  return holders;
}

}  // namespace rollcall::checkin
