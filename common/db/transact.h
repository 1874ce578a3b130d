#pragma once

#include <memory>
#include <optional>
#include <pqxx/result>
#include <pqxx/row>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "common/base/status_macros.h"
#include "common/db/field.h"
#include "common/db/param.h"
#include "common/db/pool.h"
#include "common/db/statement.h"

namespace rollcall::db {

// An open transaction, as its body sees it.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Runs `statement` with `args` as $1, $2 …, anything that ToParam takes.
  // After a failure the transaction is lost: nothing more runs in it and
  // Transact does not commit it, whatever the body returns.
  template <typename... Args>
  absl::StatusOr<pqxx::result> Exec(const Statement& statement,
                                    const Args&... args) {
    return Run(statement, {Wrap(args)...});
  }

  // Runs one or more statements without parameters, as migrations are. `name`
  // names them in logs.
  virtual absl::Status Script(const char* name, const char* text) = 0;

  // Makes the rest of the transaction plan each statement for its parameters,
  // which may read tables whole.
  // Otherwise a statement has one plan for all, which saves planning and suits
  // those that go by keys.
  virtual absl::Status PlanForParameters() = 0;

  // Has the commit wait until a synchronous standby has all that was read, also
  // when nothing is written: for answers that say that what was found is
  // recorded. What others committed may be seen without a standby having it,
  // once nobody waits for their commits any more.
  virtual absl::Status ConfirmReads() = 0;

  // Has the transaction run again, as if PostgreSQL had aborted it, because
  // what its statements saw of concurrent ones does not fit together. Returns
  // what the body is to return.
  virtual absl::Status RunAgain() = 0;

  // A small number that no other transaction of this pool has at the same time:
  // the writer slot for rollup rows.
  virtual int writer_slot() const = 0;

 private:
  static Param Wrap(const Param& value) { return value; }
  template <typename T>
  static Param Wrap(const T& value) {
    return ToParam(value);
  }

  virtual absl::StatusOr<pqxx::result> Run(
      const Statement& statement, const std::vector<Param>& params) = 0;
};

// How a transaction sees the database.
enum class Access {
  // READ COMMITTED: a statement sees what was committed before it began, so
  // that what is read after taking a lock is current.
  kReadWrite,
  // REPEATABLE READ: every statement sees the same snapshot, and a transaction
  // that would change what another one has changed since runs again.
  kReadWriteSnapshot,
  // As above, READ ONLY.
  kSnapshot,
};

// The core of the functions below.
absl::Status RunTransaction(Pool& pool, Access access, absl::Time deadline,
                            absl::FunctionRef<absl::Status(Transaction&)> body);

// Runs `body`, which takes a Transaction& and returns absl::StatusOr<T>, in one
// transaction that commits if and only if `body` returns OK, and returns what
// `body` returned. Until `deadline`, `body` runs again
//  - when PostgreSQL aborts the transaction because of a concurrent one, or the
//    body does, by RunAgain;
//  - when the connection turns out to be dead before the commit;
//  - when the outcome of the commit is not known. A body therefore finds what
//    it wrote before by its keys (request_id, scan_id, source_event_id) and has
//    no effects but on the database.
//
// Fails with DATABASE_UNAVAILABLE, TOO_MUCH_CONTENTION, DEADLINE_TOO_SHORT,
// OUTCOME_UNKNOWN (only after a commit whose outcome stayed unknown), or
// INTERNAL for a statement that PostgreSQL refuses.
template <typename Body>
auto Transact(Pool& pool, absl::Time deadline, const Body& body,
              Access access = Access::kReadWrite)
    -> decltype(body(std::declval<Transaction&>())) {
  decltype(body(std::declval<Transaction&>())) result = absl::UnknownError("");
  RETURN_IF_ERROR(RunTransaction(pool, access, deadline,
                                 [&](Transaction& tx) -> absl::Status {
                                   result = body(tx);
                                   return result.status();
                                 }));
  return result;
}

// As Transact, for a body that reads and writes by what one snapshot has.
template <typename Body>
auto TransactOnSnapshot(Pool& pool, absl::Time deadline, const Body& body) {
  return Transact(pool, deadline, body, Access::kReadWriteSnapshot);
}

// As Transact, for a body that only reads, all of it from one snapshot.
template <typename Body>
auto ReadSnapshot(Pool& pool, absl::Time deadline, const Body& body) {
  return Transact(pool, deadline, body, Access::kSnapshot);
}

}  // namespace rollcall::db
