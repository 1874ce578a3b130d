#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "rollcall/registration/v1/audit.pb.h"

namespace rollcall::audit {

// Reads the audit of `event` (`events/{event}`) from its beginning to its end,
// which is returned, and calls `take` with each batch, in order. Fails as
// UNAVAILABLE, too, when it broke off: what was taken is then incomplete, and
// there is no way to go on but from the beginning.
absl::StatusOr<registration::v1::AuditEnd> ReadAudit(
    const client::Server& server, const std::string& event,
    const std::function<void(const registration::v1::AuditBatch&)>& take);

}  // namespace rollcall::audit
