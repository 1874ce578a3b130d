#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "common/db/transact.h"

namespace rollcall::enrolment {

// How often a ticket is tried with another code. A collision of 40 random bits
// is rare even among millions of codes; several in a row are a fault.
inline constexpr int kMaxTicketAttempts = 8;

// Issues the ticket of a registration that the transaction has made or locked
// and that has no valid ticket.
absl::Status IssueTicket(db::Transaction& tx, const RegistrationName& name);

// As IssueTicket, for many registrations of `event`.
absl::Status IssueTickets(db::Transaction& tx, const std::string& event,
                          std::vector<std::string> registrations);

}  // namespace rollcall::enrolment
