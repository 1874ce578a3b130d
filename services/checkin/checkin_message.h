#pragma once

#include "common/api/field_checker.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// Reads a scan, noting in `check` what is wrong with it. A credential that
// cannot be read is not wrong: the door answers to it.
ScanRequest ParseScan(const v1::CheckInRequest& message, FieldChecker& check);

// Renders all of `decision`.
void Render(const Decision& decision, v1::Decision& out);

}  // namespace rollcall::checkin
