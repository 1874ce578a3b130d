#include "common/db/failure.h"

#include <pqxx/except>
#include <string>
#include <typeinfo>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/status/error.h"

namespace rollcall::db {
namespace {

// SQLSTATEs (PostgreSQL 15, appendix A).
constexpr char kReadOnlyTransaction[] = "25006";
// Of who begins where a transaction has failed and its rollback was cancelled.
constexpr char kFailedTransaction[] = "25P02";
constexpr char kQueryCanceled[] = "57014";
constexpr char kLockNotAvailable[] = "55P03";
constexpr char kIdleInTransactionTimeout[] = "25P03";
constexpr char kConnectionClass[] = "08";
constexpr char kOperatorInterventionClass[] = "57P";
constexpr char kInsufficientResourcesClass[] = "53";

Failure Unreachable() {
  return {Error(error::v1::DATABASE_UNAVAILABLE,
                "The connection to the database was lost."),
          Remedy::kReconnect};
}

Failure Internal(const char* statement, absl::string_view what) {
  return {absl::InternalError(absl::StrCat(statement, ": ", what)),
          Remedy::kGiveUp};
}

// Whether libpq made the error, which is then about the connection, whether or
// not it has noticed that it has ended: there is no SQLSTATE. Nor is there in
// libpqxx's own types, such as insufficient_privilege.
bool IsOfLibpq(const pqxx::sql_error& error) {
  return error.sqlstate().empty() && typeid(error) == typeid(pqxx::sql_error);
}

Failure SqlFailure(const std::string& state, const char* statement) {
  if (state == kReadOnlyTransaction || state == kFailedTransaction ||
      state == kIdleInTransactionTimeout ||
      absl::StartsWith(state, kConnectionClass) ||
      absl::StartsWith(state, kOperatorInterventionClass)) {
    return Unreachable();
  }
  if (state == kQueryCanceled || state == kLockNotAvailable) {
    // Others held the lock for long; this one goes on for as long as the call
    // has time.
    return {Error(error::v1::DEADLINE_TOO_SHORT,
                  "The database did not finish in time."),
            state == kLockNotAvailable ? Remedy::kRetry : Remedy::kGiveUp};
  }
  if (absl::StartsWith(state, kInsufficientResourcesClass)) {
    return {Error(error::v1::DATABASE_UNAVAILABLE,
                  "The database is out of a resource (disk, memory or "
                  "connections)."),
            Remedy::kGiveUp};
  }
  return Internal(statement, absl::StrCat("SQLSTATE ", state));
}

}  // namespace

Failure FailureOf(const std::exception& exception, bool connection_is_open,
                  const char* statement) {
  // Serialization failures and deadlocks; libpqxx gives them no SQLSTATE.
  if (dynamic_cast<const pqxx::transaction_rollback*>(&exception) != nullptr) {
    return Overtaken();
  }
  if (!connection_is_open ||
      dynamic_cast<const pqxx::broken_connection*>(&exception) != nullptr) {
    return Unreachable();
  }
  if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&exception)) {
    if (IsOfLibpq(*sql)) return Unreachable();
    return SqlFailure(sql->sqlstate(), statement);
  }
  // The text of a conversion error quotes the value.
  return Internal(statement, "a result that the code does not expect");
}

Failure CommitFailureOf(const std::exception& exception,
                        bool connection_is_open) {
  if (!connection_is_open ||
      dynamic_cast<const pqxx::in_doubt_error*>(&exception) != nullptr) {
    return InDoubt();
  }
  Failure failure = FailureOf(exception, connection_is_open, "commit");
  // The server may have ended the session after it had committed, while it
  // waited for a standby.
  return failure.remedy == Remedy::kReconnect ? InDoubt() : failure;
}

Failure Overtaken() {
  return {Error(error::v1::TOO_MUCH_CONTENTION,
                "Concurrent calls kept getting in each other's way."),
          Remedy::kRetry};
}

Failure InDoubt() {
  return {Error(error::v1::OUTCOME_UNKNOWN,
                "The connection to the database was lost while committing; "
                "retry with the same id."),
          Remedy::kSettle};
}

}  // namespace rollcall::db
