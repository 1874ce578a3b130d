#pragma once

#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/audit.h"

namespace rollcall::reporting {

void Render(const Audit& audit, v1::AuditRollupsResponse& out);

}  // namespace rollcall::reporting
