#pragma once

#include <optional>

#include "absl/status/status.h"

#include "common/db/failure.h"

namespace rollcall::db {

// What follows the runs of one transaction, one after the other.
class Retries {
 public:
  // Takes how a run ended. Returns what the caller is told; nothing means that
  // it is to run again, if there is time.
  std::optional<absl::Status> Take(const Failure& failure);

  // Takes why there was no connection to run on, as Take does.
  std::optional<absl::Status> TakeNoConnection(const absl::Status& status);

  // What the caller is told when there is no time for another run after one
  // that ended with `status`.
  absl::Status GiveUp(const absl::Status& status) const;

  // Whether an earlier run may have been committed. Once an outcome is unknown
  // it stays so until a later run is committed.
  bool settling() const { return settling_; }

  // How many runs there were.
  int runs() const { return runs_; }

 private:
  int runs_ = 0;
  int reconnects_ = 0;
  bool settling_ = false;
};

}  // namespace rollcall::db
