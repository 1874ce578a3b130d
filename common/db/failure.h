#pragma once

#include <exception>

#include "absl/status/status.h"

namespace rollcall::db {

// What to do after a failed transaction.
enum class Remedy {
  // Nothing: committed, or refused by the body.
  kNone,
  // Nothing helps; whether an earlier run was committed stays unknown.
  kGiveUp,
  // Run again: a concurrent transaction was in the way.
  kRetry,
  // Run again on another connection: this one is dead or takes no writes.
  kReconnect,
  // Run again on another connection: it may have been committed.
  kSettle,
};

// A failed transaction.
struct Failure {
  absl::Status status;
  Remedy remedy = Remedy::kNone;
};

// Sorts an exception that ended a transaction outside its commit, while running
// the statement named `statement`. The status carries the statement's name and
// the SQLSTATE, never the server's text: that quotes data.
Failure FailureOf(const std::exception& exception, bool connection_is_open,
                  const char* statement);

// As FailureOf, for an exception out of the commit.
Failure CommitFailureOf(const std::exception& exception,
                        bool connection_is_open);

// The failure of a transaction that a concurrent one was in the way of.
Failure Overtaken();

// The failure of a commit whose outcome is not known.
Failure InDoubt();

}  // namespace rollcall::db
