#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/audit/entry.h"

namespace rollcall::audit {

// The decisions that a recount found for an entry about them.
struct RecountedDecisions {
  int64_t count = 0;
  // As DecisionsHash::Finish returns it.
  std::string hash;
};

// An entry where it stands.
struct PlacedEntry {
  // From 1 on.
  int ordinal = 0;
  Entry entry;
  // As recorded: HashOf(entry).
  std::string hash;
  // Of an entry about decisions.
  std::optional<RecountedDecisions> recounted;
};

// The entries that one transaction added to a chain of an event, as recorded.
struct Batch {
  int chain = 0;
  // From 1 on.
  int64_t number = 0;
  // In microseconds since 1970.
  int64_t time_micros = 0;
  // The hash of the batch before; kFirstPreviousHash for the first.
  std::string previous_hash;
  std::string hash;
  int entry_count = 0;
  std::vector<PlacedEntry> entries;
};

// The bytes of a hash.
inline constexpr size_t kHashBytes = 32;

// 32 bytes of zero.
const std::string& FirstPreviousHash();

// The 32 bytes of SHA-256 over `rollcall.audit.batch.1`, the chain (4 bytes,
// the highest first, as all numbers), the number and the time (8 each), the
// hash of the batch before (32), the number of entries (4), the hashes of the
// entries in their order (32 each) and the id of the event. `entry_hashes` are
// what counts, not those that `batch` records. audit_batch_hash of the
// schema computes the same.
std::string HashOf(const std::string& event, const Batch& batch,
                   const std::vector<std::string>& entry_hashes);

}  // namespace rollcall::audit
