#include "common/audit/batch.h"

#include "common/audit/encoding.h"
#include "common/base/hash.h"

namespace rollcall::audit {

const std::string& FirstPreviousHash() {
  static const auto& zeros = *new std::string(kHashBytes, '\0');
  return zeros;
}

std::string HashOf(const std::string& event, const Batch& batch,
                   const std::vector<std::string>& entry_hashes) {
  // Only the event has no length before it: everything else has a known one,
  // but for recorded hashes, which may be of any length once somebody has
  // tampered with them.
  if (batch.previous_hash.size() != kHashBytes) return "";
  Encoding encoding;
  encoding.Raw("rollcall.audit.batch.1")
      .Int32(batch.chain)
      .Int64(batch.number)
      .Int64(batch.time_micros)
      .Raw(batch.previous_hash)
      .Int32(static_cast<int32_t>(entry_hashes.size()));
  for (const std::string& hash : entry_hashes) encoding.Raw(hash);
  encoding.Raw(event);
  return Sha256(encoding.bytes());
}

}  // namespace rollcall::audit
