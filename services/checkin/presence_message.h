#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/field_checker.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "services/checkin/presence.h"
#include "services/checkin/presence_list_store.h"
#include "services/checkin/presence_store.h"

namespace rollcall::checkin {

// Checks the name of who reports.
void CheckSource(const std::string& source, FieldChecker& check);

// Checks how many events are reported at once.
void CheckBatchSize(int size, FieldChecker& check);

// Reads one event that `source` reports on `event` at `now`, or says in
// INVALID_FIELD what is wrong with it.
absl::StatusOr<PresenceReport> ParseReport(const v1::PresenceEvent& message,
                                           const EventName& event,
                                           const std::string& source,
                                           absl::Time now);

// Reads which of the unmatched to list.
UnmatchedFilter ParseFilter(const v1::ListUnmatchedRequest& message,
                            const EventName& event, FieldChecker& check);

// Reads whose presence to list.
PresenceFilter ParseFilter(const v1::ListPresenceRequest& message,
                           const EventName& event, FieldChecker& check);

// Reads what is said of `name`.
Resolution ParseResolution(const v1::ResolveUnmatchedRequest& message,
                           const UnmatchedName& name, FieldChecker& check);

// Renders what became of the event that the platform calls `source_event_id`.
void Render(const PresenceResult& result, const std::string& source_event_id,
            const EventName& event, v1::ReportPresenceResponse::Result& out);

void Render(const std::string& event, const Unmatched& unmatched,
            v1::Unmatched& out);

void Render(const std::string& event, const PersonPresence& presence,
            v1::Presence& out);

}  // namespace rollcall::checkin
