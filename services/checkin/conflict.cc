#include "services/checkin/conflict.h"

#include "absl/strings/str_cat.h"

#include "common/base/uuid.h"

namespace rollcall::checkin {

std::string ConflictId(v1::Conflict::Kind kind, const std::string& device,
                       const std::string& scan_id) {
  return UuidOfName(
      absl::StrCat(v1::Conflict::Kind_Name(kind), "/", device, "/", scan_id));
}

}  // namespace rollcall::checkin
