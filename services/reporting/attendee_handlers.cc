#include <algorithm>

#include "absl/time/clock.h"

#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/trail/trail.h"
#include "services/reporting/attendee_message.h"
#include "services/reporting/attendee_store.h"
#include "services/reporting/report_message.h"
#include "services/reporting/reporting_service.h"

// People, one by one.
namespace rollcall::reporting {
namespace {

std::string KeyOf(const Attendee& attendee) { return attendee.registration; }

// Whom a list or an export is asked for.
struct Asked {
  SessionName scope;
  AttendeeFilter filter;
};

template <typename Request>
Asked Parse(const Request& request, FieldChecker& check) {
  const SessionName scope =
      ParseScope(request.event(), request.session(), check);
  return {scope, ParseAttendeeFilter(request.filter(), request.attendances(),
                                     {scope.event}, check)};
}

// All of an export's `request` but where it begins: what a token is bound to.
std::string SelectionOfExport(v1::ExportAttendanceRequest request) {
  request.clear_resume_token();
  return request.SerializeAsString();
}

}  // namespace

grpc::Status ReportingService::ListAttendance(
    grpc::ServerContext* context, const v1::ListAttendanceRequest* request,
    v1::ListAttendanceResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const Asked asked = Parse(*request, check);
        const EventName event = {asked.scope.event};
        const std::string selection = SelectionOf(*request);
        const Page page = ParsePage(selection, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(AttendeePage found,
                         ListAttendees(pool_, asked.scope, asked.filter, page,
                                       call.deadline));
        if (page.key.empty()) {
          RETURN_IF_ERROR(trail::RecordReading(write_pool_, event,
                                               rpc::ActOf(call), call.deadline,
                                               trail::kReports));
        }
        response->set_next_page_token(
            CutToPage(page, selection, found.attendees, KeyOf));
        for (const Attendee& attendee : found.attendees) {
          Render(attendee, event, *response->add_attendees());
        }
        RenderState(found.state, *response);
        return absl::OkStatus();
      });
}

grpc::Status ReportingService::ExportAttendance(
    grpc::ServerContext* context, const v1::ExportAttendanceRequest* request,
    grpc::ServerWriter<v1::ExportAttendanceResponse>* writer) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const Asked asked = Parse(*request, check);
        const EventName event = {asked.scope.event};
        const std::string selection = SelectionOfExport(*request);
        Page page = {limits::kExportBatch,
                     ParsePageToken(selection, "resume_token",
                                    request->resume_token(), check)};
        RETURN_IF_ERROR(check.Check());
        for (bool first = true;; first = false) {
          RETURN_IF_ERROR(rpc::CheckStanding(call.caller));
          // Each batch is a short transaction, however slow the caller is.
          const absl::Time deadline =
              rpc::DeadlineOf(*context, absl::Now(), limits::kDefaultDeadline);
          ASSIGN_OR_RETURN(
              const AttendeePage found,
              ListAttendees(pool_, asked.scope, asked.filter, page, deadline));
          if (first) {
            RETURN_IF_ERROR(trail::RecordReading(write_pool_, event,
                                                 rpc::ActOf(call), deadline,
                                                 trail::kReports));
          }
          const auto& attendees = found.attendees;
          const size_t size =
              std::min(attendees.size(), static_cast<size_t>(page.size));
          if (size == 0) return absl::OkStatus();
          v1::ExportAttendanceResponse part;
          for (size_t i = 0; i < size; ++i) {
            Render(attendees[i], event, *part.add_attendees());
          }
          page.key = KeyOf(attendees[size - 1]);
          part.set_resume_token(RenderPageToken(selection, page.key));
          RenderState(found.state, part);
          if (!writer->Write(part)) return absl::CancelledError("export");
          if (attendees.size() == size) return absl::OkStatus();
        }
      });
}

}  // namespace rollcall::reporting
