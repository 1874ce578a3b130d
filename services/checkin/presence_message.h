#pragma once

#include "absl/status/statusor.h"
#include "google/rpc/status.pb.h"

#include "rollcall/checkin/v1/presence_service.pb.h"
#include "services/checkin/presence.h"

namespace rollcall::checkin {

// Reads one event of a report on `event`, or says in INVALID_FIELD what is
// wrong with it.
absl::StatusOr<PresenceReport> ParseReport(const v1::PresenceEvent& message,
                                           const EventName& event);

// Renders what became of `message`.
void Render(const PresenceResult& result, const v1::PresenceEvent& message,
            const EventName& event, v1::ReportPresenceResponse::Result& out);

}  // namespace rollcall::checkin
