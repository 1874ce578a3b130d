#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/audit/batch.h"
#include "common/audit/decisions.h"
#include "common/audit/verifier.h"
#include "common/db/pool.h"

namespace rollcall::registration {

// A chain as it was at some time.
struct ChainEnd {
  int chain = 0;
  // The number of its last batch, 0 for none.
  int64_t last_number = 0;
};

// The chains of an event.
struct AuditEnds {
  std::vector<ChainEnd> chains;
  // What they say of themselves.
  std::vector<audit::Head> heads;
};

// The decisions of an event by the batch of the audit that they say they are
// of: about 150 bytes for each batch.
struct DecisionsByBatch {
  std::map<std::string, audit::DecisionsHash> batches;
  int64_t unaudited_count = 0;
};

// Reads the audit of an event. Each method is one transaction. Thread-safe.
class AuditStore {
 public:
  // `pool` outlives the store.
  explicit AuditStore(db::Pool& pool) : pool_(pool) {}

  // Fails with EVENT_NOT_FOUND.
  absl::StatusOr<AuditEnds> ReadEnds(const EventName& event,
                                     absl::Time deadline);

  // The next batches of a chain after `number`, up to that of `end`; none when
  // that was the last one.
  absl::StatusOr<std::vector<audit::Batch>> ReadBatches(const EventName& event,
                                                        const ChainEnd& end,
                                                        int64_t number,
                                                        absl::Time deadline);

  // Where CountDecisions goes on.
  struct LedgerKey {
    std::string device;
    std::string scan_id;
  };
  // Where it begins.
  static LedgerKey Beginning();
  // Adds the next decisions after `key` to `counted`, and moves `key` behind
  // them. False when there are no more.
  absl::StatusOr<bool> CountDecisions(const EventName& event, LedgerKey& key,
                                      DecisionsByBatch& counted,
                                      absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
