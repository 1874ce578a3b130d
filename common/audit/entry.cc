#include "common/audit/entry.h"

#include "common/audit/encoding.h"
#include "common/base/hash.h"

namespace rollcall::audit {

std::string HashOf(const Entry& entry) {
  Encoding encoding;
  encoding.Raw("rollcall.audit.entry.1")
      .Text(entry.actor)
      .Text(entry.role)
      .Text(entry.method)
      .Text(entry.resource)
      .Text(entry.detail)
      .Raw(entry.commitment ? "\1" : absl::string_view("\0", 1))
      .Text(entry.commitment.value_or(""));
  return Sha256(encoding.bytes());
}

}  // namespace rollcall::audit
