#include "common/enrolment/ticket_store.h"

#include <algorithm>
#include <unordered_set>

#include "common/base/uuid.h"
#include "common/ticket/code.h"
#include "enrolment_sql.h"

namespace rollcall::enrolment {

absl::Status IssueTicket(db::Transaction& tx, const RegistrationName& name) {
  return IssueTickets(tx, name.event, {name.registration});
}

absl::Status IssueTickets(db::Transaction& tx, const std::string& event,
                          std::vector<std::string> registrations) {
  for (int attempt = 0; attempt < kMaxTicketAttempts; ++attempt) {
    if (registrations.empty()) return absl::OkStatus();
    std::vector<std::string> serials;
    std::vector<std::string> codes;
    for (size_t i = 0; i < registrations.size(); ++i) {
      serials.push_back(NewRandomUuid());
      codes.push_back(ticket::NewCode());
    }
    ASSIGN_OR_RETURN(
        const pqxx::result added,
        tx.Exec(sql::kInsertTickets, event, serials, codes, registrations));
    std::unordered_set<std::string> issued;
    for (const pqxx::row& row : added) {
      issued.insert(db::TextOf(row, "registration_id"));
    }
    registrations.erase(
        std::remove_if(
            registrations.begin(), registrations.end(),
            [&](const std::string& id) { return issued.count(id) != 0; }),
        registrations.end());
  }
  return absl::InternalError("insert_tickets: every code is taken");
}

}  // namespace rollcall::enrolment
