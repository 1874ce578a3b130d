#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "rollcall/reporting/v1/attendee.pb.h"

namespace rollcall::exports {

// Writes one row as CSV for each person of `event` (`events/{event}`), of those
// who were in `session` if it is not empty, in the order of their
// registrations' names, and returns how many. `progress` is called with how
// many there are so far. A stream that breaks off as UNAVAILABLE goes on where
// it ended. On an error what is in `out` is incomplete, and nothing if the call
// was refused.
//
// The columns: registration, display_name, email, organization, job_title,
// external_id, country_code, sector_id, delegation, mode, confirmed,
// attendance, online_seconds, in_person_seconds, first_time, last_time.
absl::StatusOr<int64_t> ExportAttendance(
    const client::Server& server, const std::string& event,
    const std::string& session, std::ostream& out,
    const std::function<void(int64_t)>& progress);

// Writes the row of `attendee`, and the one above all others.
void WriteAttendee(const reporting::v1::Attendee& attendee, std::ostream& out);
void WriteAttendeeHeader(std::ostream& out);

}  // namespace rollcall::exports
