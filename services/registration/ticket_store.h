#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "common/db/transact.h"
#include "common/enrolment/ticket_store.h"
#include "common/ticket/signing_key.h"
#include "services/registration/ticket.h"

namespace rollcall::registration {

using enrolment::IssueTicket;
using enrolment::IssueTickets;

// Revokes the valid ticket of a registration that the transaction has locked,
// if it has one.
absl::Status RevokeTickets(db::Transaction& tx, const RegistrationName& name);

// Tickets in PostgreSQL. Each method is one transaction, and also fails as
// db::Transact does. Thread-safe.
class TicketStore {
 public:
  // `pool` outlives the store.
  explicit TicketStore(db::Pool& pool) : pool_(pool) {}

  // Lets the other services know the public halves of `keys`, which were loaded
  // from `folder`. Known keys stay. Fails with TICKET_KEY_UNUSABLE when another
  // key is known under the id of one.
  absl::Status PublishKeys(const std::vector<ticket::SigningKey>& keys,
                           const std::string& folder, absl::Time deadline);

  // Fails with REGISTRATION_NOT_FOUND or TICKET_NOT_FOUND.
  absl::StatusOr<Ticket> GetTicket(const RegistrationName& name,
                                   absl::Time deadline);

  // Revokes the ticket of a confirmed registration and issues another. Calls at
  // once go one after the other: the ticket of the last one is the valid one. A
  // repeated `key` returns the ticket of the first call, whatever has become of
  // it. Fails with REGISTRATION_NOT_FOUND, TICKET_NOT_FOUND, or
  // REQUEST_ID_REUSED when `key` made a ticket of another registration.
  absl::StatusOr<Ticket> RotateTicket(const RegistrationName& name,
                                      const RequestKey& key,
                                      const auth::Act& act,
                                      absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
