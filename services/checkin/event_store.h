#pragma once

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "common/db/transact.h"

namespace rollcall::checkin {

// OK, or EVENT_NOT_FOUND.
absl::Status CheckEventExists(db::Transaction& tx, const EventName& event);

}  // namespace rollcall::checkin
