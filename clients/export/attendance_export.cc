#include "clients/export/attendance_export.h"

#include "absl/strings/str_cat.h"

#include "clients/api/resumed_stream.h"
#include "clients/csv/writer.h"
#include "clients/export/cell.h"
#include "common/base/status_macros.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::exports {

using reporting::v1::Attendee;
using reporting::v1::ReportingService;

void WriteAttendeeHeader(std::ostream& out) {
  csv::Write({"registration", "display_name", "email", "organization",
              "job_title", "external_id", "country_code", "sector_id",
              "delegation", "mode", "confirmed", "attendance", "online_seconds",
              "in_person_seconds", "first_time", "last_time"},
             out);
}

void WriteAttendee(const Attendee& attendee, std::ostream& out) {
  csv::Write(
      {attendee.registration(), attendee.display_name(), attendee.email(),
       attendee.organization(), attendee.job_title(), attendee.external_id(),
       attendee.country_code(), attendee.sector_id(), attendee.delegation(),
       EnumCell(attendee.mode()), FlagCell(attendee.confirmed()),
       EnumCell(attendee.attendance()),
       absl::StrCat(attendee.online_duration().seconds()),
       absl::StrCat(attendee.in_person_duration().seconds()),
       TimeCell(attendee.has_first_time(), attendee.first_time()),
       TimeCell(attendee.has_last_time(), attendee.last_time())},
      out);
}

absl::StatusOr<int64_t> ExportAttendance(
    const client::Server& server, const std::string& event,
    const std::string& session, std::ostream& out,
    const std::function<void(int64_t)>& progress) {
  const auto stub = ReportingService::NewStub(
      client::OpenStreamChannel(server, server.reporting));
  reporting::v1::ExportAttendanceRequest request;
  request.set_event(event);
  request.set_session(session);
  int64_t count = 0;
  bool has_header = false;
  const auto begin = [&] {
    if (!has_header) WriteAttendeeHeader(out);
    has_header = true;
  };
  RETURN_IF_ERROR(client::ReadResumed(
      server, *stub, &ReportingService::Stub::ExportAttendance, request,
      [&](const reporting::v1::ExportAttendanceResponse& response) {
        begin();
        for (const Attendee& attendee : response.attendees()) {
          WriteAttendee(attendee, out);
        }
        count += response.attendees_size();
        progress(count);
      }));
  begin();
  return count;
}

}  // namespace rollcall::exports
