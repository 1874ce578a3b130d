#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/registration/import.h"
#include "services/registration/import_spool.h"

namespace rollcall::registration {

// Imports registrations into PostgreSQL. Thread-safe.
class ImportStore {
 public:
  // `pool` outlives the store.
  explicit ImportStore(db::Pool& pool) : pool_(pool) {}

  // Registers the people of the rows in `spool`, which are well formed by
  // themselves, in their order and all in one transaction, as
  // CreateRegistration does each; `result` has the rows that are not well
  // formed. Writes nothing for a dry run, or when a row is bad and bad ones are
  // not skipped. A repeated request_id returns the result of the first call.
  // Fails with EVENT_NOT_FOUND or as db::Transact does.
  absl::StatusOr<ImportResult> Import(const ImportRequest& request,
                                      ImportSpool& spool,
                                      const ImportResult& result,
                                      const auth::Act& act,
                                      absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
