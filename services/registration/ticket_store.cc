#include "services/registration/ticket_store.h"

#include <optional>

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/ticket/code.h"
#include "common/ticket/keys.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "rollcall/registration/v1/registration.pb.h"
#include "services/registration/registration_store.h"

namespace rollcall::registration {
namespace {

Ticket TicketOf(const RegistrationName& name, const pqxx::row& row) {
  return {name,
          db::TextOf(row, "serial"),
          db::TextOf(row, "code"),
          db::OptionalTextOf(row, "join_token").value_or(""),
          db::TimeOf(row, "create_time"),
          db::TimeOf(row, "start_time") - kTicketMargin,
          db::TimeOf(row, "end_time") + kTicketMargin};
}

absl::Status NoTicket(const RegistrationName& name, const std::string& state) {
  return Error(error::v1::TICKET_NOT_FOUND,
               "The registration holds no ticket in its state.",
               {{"registration", name.ToString()}, {"state", state}});
}

absl::StatusOr<Ticket> Load(db::Transaction& tx, const RegistrationName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetTicket, name.event, name.registration));
  if (rows.empty()) return NotFound(name);
  const pqxx::row row = rows.front();
  if (!db::OptionalTextOf(row, "serial")) {
    return NoTicket(name, db::TextOf(row, "state"));
  }
  return TicketOf(name, row);
}

// The ticket that `key` made before, if it did.
absl::StatusOr<std::optional<Ticket>> FindReplay(db::Transaction& tx,
                                                 const RegistrationName& name,
                                                 const RequestKey& key) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindTicketRequest, name.event, key.id));
  if (rows.empty()) return std::optional<Ticket>();
  const pqxx::row row = rows.front();
  if (db::TextOf(row, "registration_id") != name.registration) {
    return RequestIdReused(key);
  }
  return std::optional(TicketOf(name, row));
}

// False when the code or the request is taken.
absl::StatusOr<bool> InsertTicket(db::Transaction& tx,
                                  const RegistrationName& name,
                                  const std::string& request) {
  ASSIGN_OR_RETURN(const pqxx::result added,
                   tx.Exec(sql::kInsertTicket, name.event, NewRandomUuid(),
                           ticket::NewCode(), name.registration, request));
  return !added.empty();
}

absl::Status Lock(db::Transaction& tx, const RegistrationName& name) {
  ASSIGN_OR_RETURN(
      const std::vector<std::string> locked,
      attendance::LockRegistrations(tx, name.event, {name.registration}));
  return locked.empty() ? NotFound(name) : absl::OkStatus();
}

absl::Status CheckConfirmed(db::Transaction& tx, const RegistrationName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetTicket, name.event, name.registration));
  if (db::BoolOf(rows.front(), "erased")) return Erased(name);
  const std::string state = db::TextOf(rows.front(), "state");
  if (state == EnumText(v1::Registration::STATE_CONFIRMED)) {
    return absl::OkStatus();
  }
  return NoTicket(name, state);
}

absl::StatusOr<Ticket> Rotate(db::Transaction& tx, const RegistrationName& name,
                              const RequestKey& key, const auth::Act& act) {
  RETURN_IF_ERROR(Lock(tx, name));
  ASSIGN_OR_RETURN(std::optional<Ticket> before, FindReplay(tx, name, key));
  if (before) return *std::move(before);
  RETURN_IF_ERROR(CheckConfirmed(tx, name));
  RETURN_IF_ERROR(RevokeTickets(tx, name));
  for (int attempt = 0; attempt < enrolment::kMaxTicketAttempts; ++attempt) {
    ASSIGN_OR_RETURN(const bool inserted, InsertTicket(tx, name, key.id));
    if (inserted) {
      RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
      return Load(tx, name);
    }
    // A call for another registration may have used the request_id meanwhile.
    RETURN_IF_ERROR(FindReplay(tx, name, key).status());
  }
  return absl::InternalError("insert_ticket: every code is taken");
}

}  // namespace

absl::Status RevokeTickets(db::Transaction& tx, const RegistrationName& name) {
  return tx.Exec(sql::kRevokeTickets, name.event, name.registration).status();
}

absl::Status TicketStore::PublishKeys(
    const std::vector<ticket::SigningKey>& keys, const std::string& folder,
    absl::Time deadline) {
  const auto publish = [&](db::Transaction& tx) -> absl::StatusOr<bool> {
    for (const ticket::SigningKey& key : keys) {
      ASSIGN_OR_RETURN(const pqxx::result known,
                       tx.Exec(sql::kPublishTicketKey, key.id(),
                               db::ByteaParam(key.public_key())));
      if (known.empty()) {
        return ticket::KeyUnusable(
            ticket::KeyPath(folder, key.id()),
            "is not the key that the database knows under this number: restore "
            "that one, or give this one a higher number.");
      }
    }
    return true;
  };
  return db::Transact(pool_, deadline, publish).status();
}

absl::StatusOr<Ticket> TicketStore::GetTicket(const RegistrationName& name,
                                              absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline,
                          [&](db::Transaction& tx) { return Load(tx, name); });
}

absl::StatusOr<Ticket> TicketStore::RotateTicket(const RegistrationName& name,
                                                 const RequestKey& key,
                                                 const auth::Act& act,
                                                 absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return Rotate(tx, name, key, act);
  });
}

}  // namespace rollcall::registration
