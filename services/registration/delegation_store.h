#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/transact.h"
#include "services/registration/delegation.h"

namespace rollcall::registration {

// Delegations in PostgreSQL. Each method is one transaction, and also fails as
// db::Transact does. Of the tokens of heads only hashes are kept. Thread-safe.
class DelegationStore {
 public:
  // `pool` outlives the store.
  explicit DelegationStore(db::Pool& pool) : pool_(pool) {}

  // A delegation with the token that its head calls with from now on.
  struct Issued {
    Delegation delegation;
    // Empty when the one before stays.
    std::string head_token;
  };

  // Creates `delegation` in `event`, without members and without a head. A
  // repeated `key` returns the delegation of the first call, with a new token
  // in place of the one before: the first answer may be lost, and its token
  // cannot be told again. Fails with EVENT_NOT_FOUND or REQUEST_ID_REUSED.
  absl::StatusOr<Issued> CreateDelegation(const EventName& event,
                                          const Delegation& delegation,
                                          const RequestKey& key,
                                          const auth::Act& act,
                                          absl::Time deadline);

  // Up to `page.size` + 1 delegations after `page.key`, by id. Fails with
  // EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Delegation>> ListDelegations(
      const EventName& event, const Page& page, absl::Time deadline);

  // What an update makes of the delegation that is stored; its error is the
  // update's.
  using Change =
      absl::FunctionRef<absl::StatusOr<Delegation>(const Delegation& stored)>;

  // Changes `name` by `change`, and replaces the token of its head if
  // `rotate_token`. Fails with DELEGATION_NOT_FOUND; ETAG_MISMATCH unless
  // `etag` is empty or that of the delegation; HEAD_NOT_A_MEMBER;
  // DELEGATION_QUOTA_FULL when a quota would be below its count.
  absl::StatusOr<Issued> UpdateDelegation(const DelegationName& name,
                                          const std::string& etag,
                                          Change change, bool rotate_token,
                                          const auth::Act& act,
                                          absl::Time deadline);

  // Fails with REGISTRATION_NOT_FOUND unless `registration`, in whatever
  // state, is of `delegation`.
  absl::Status CheckMember(const DelegationName& delegation,
                           const RegistrationName& registration,
                           absl::Time deadline);

 private:
  db::Pool& pool_;
};

// Locks `name` until the end of the transaction and returns it. Whoever inserts
// members does so first: the foreign key's lock is weaker than what counting
// them needs. Fails with DELEGATION_NOT_FOUND.
absl::StatusOr<Delegation> LockDelegation(db::Transaction& tx,
                                          const DelegationName& name);

// Moves the count of members who are PENDING, CONFIRMED or WAITLISTED in `mode`
// by `change`, and locks the delegation until the end of the transaction. Fails
// with DELEGATION_QUOTA_FULL when the quota has no room for them, or
// DELEGATION_NOT_FOUND; the count is as before then.
absl::Status CountMember(db::Transaction& tx, const DelegationName& name,
                         type::v1::Mode mode, int change);

}  // namespace rollcall::registration
