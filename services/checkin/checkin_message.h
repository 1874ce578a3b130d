#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"

#include "common/api/field_checker.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "services/checkin/conflict.h"
#include "services/checkin/decision.h"
#include "services/checkin/walk_in.h"

namespace rollcall::checkin {

// Reads a scan, noting in `check` what is wrong with it. A credential that
// cannot be read is not wrong: the door answers to it.
ScanRequest ParseScan(const v1::CheckInRequest& message, FieldChecker& check);

// Reads somebody who comes without a registration.
WalkIn ParseWalkIn(const v1::AdmitWalkInRequest& message, FieldChecker& check);

// Reads a scan that `device` decided offline.
ScanRequest ParseOfflineScan(const v1::OfflineScan& message,
                             const DeviceName& device, FieldChecker& check);

// Fails with DEVICE_OF_ANOTHER_EVENT or, for a scan that is not offline and
// more than ten minutes ahead of `now`, with INVALID_FIELD.
absl::Status CheckScan(const ScanRequest& scan, absl::Time now);

// Reads who wants which scan annulled.
AnnulRequest ParseAnnul(const v1::AnnulCheckInRequest& message,
                        FieldChecker& check);

// Reads the filter of a list of conflicts of `event`.
ConflictFilter ParseFilter(const v1::ListConflictsRequest& message,
                           const EventName& event, FieldChecker& check);

// Renders an answer, the text of its decision in `language`.
void Render(const Answer& answer, const std::string& language,
            v1::CheckInResponse& out);

// Renders all of `decision`, its text in `language`.
void Render(const Decision& decision, const std::string& language,
            v1::Decision& out);

// Renders all of `conflict`, of `event`.
void Render(const std::string& event, const Conflict& conflict,
            v1::Conflict& out);

}  // namespace rollcall::checkin
