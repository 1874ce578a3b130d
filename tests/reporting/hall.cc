#include "tests/reporting/hall.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "tests/harness/calls.h"

namespace rollcall::reporting {
namespace {

using checkin::v1::Decision;
using checkin::v1::PresenceEvent;
using checkin::v1::ReportPresenceRequest;
using checkin::v1::ReportPresenceResponse;
using rollcall::testing::Call;
using rollcall::testing::ReasonOf;

PresenceEvent& AddEvent(ReportPresenceRequest& request,
                        PresenceEvent::Kind kind, const std::string& session,
                        const std::string& connection, absl::Time time) {
  PresenceEvent& event = *request.add_presence_events();
  event.set_source_event_id(NewUuid());
  event.set_kind(kind);
  RenderTime(time, *event.mutable_event_time());
  event.set_session(session);
  event.set_instance_id("broadcast");
  event.set_connection_id(connection);
  return event;
}

ReportPresenceRequest RequestFor(const std::string& session) {
  ReportPresenceRequest request;
  request.set_event(session.substr(0, session.find("/sessions/")));
  request.set_source("platform");
  return request;
}

}  // namespace

absl::Time Hall::At(absl::Duration since_start) const {
  return absl::FromUnixSeconds(forum_.start_seconds()) + since_start;
}

std::string Hall::CreateDelegation(const std::string& display_name,
                                   const std::string& country) {
  registration::v1::CreateDelegationRequest request;
  registration::v1::CreateDelegationResponse response;
  request.set_event(forum_.name());
  request.mutable_delegation()->set_display_name(display_name);
  request.mutable_delegation()->set_country_code(country);
  const grpc::Status status =
      Call(registrations(),
           &registration::v1::RegistrationService::Stub::CreateDelegation,
           request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response.delegation().name();
}

void Hall::Change(registration::v1::Event event,
                  const std::vector<std::string>& paths) {
  registration::v1::UpdateEventRequest request;
  registration::v1::UpdateEventResponse response;
  event.set_name(forum_.name());
  *request.mutable_event() = std::move(event);
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  const grpc::Status status =
      Call(registrations(),
           &registration::v1::RegistrationService::Stub::UpdateEvent, request,
           &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
}

void Hall::Move(const std::string& session, absl::Time start, absl::Time end) {
  registration::v1::UpdateSessionRequest request;
  registration::v1::UpdateSessionResponse response;
  request.mutable_session()->set_name(session);
  RenderTime(start, *request.mutable_session()->mutable_start_time());
  RenderTime(end, *request.mutable_session()->mutable_end_time());
  const grpc::Status status =
      Call(registrations(),
           &registration::v1::RegistrationService::Stub::UpdateSession, request,
           &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
}

Decision::Outcome Hall::Enter(const std::string& session,
                              const std::string& registration,
                              absl::Time time) {
  return Scan(session, registration, time, Decision::DIRECTION_ENTRY);
}

Decision::Outcome Hall::Exit(const std::string& session,
                             const std::string& registration, absl::Time time) {
  return Scan(session, registration, time, Decision::DIRECTION_EXIT);
}

void Hall::Watch(const std::string& session, const std::string& registration,
                 absl::Time join, absl::Time leave) {
  const std::string connection = NewUuid();
  ReportPresenceRequest request = RequestFor(session);
  AddEvent(request, PresenceEvent::KIND_JOIN, session, connection, join)
      .mutable_participant()
      ->set_registration(registration);
  AddEvent(request, PresenceEvent::KIND_LEAVE, session, connection, leave);
  Report(request);
}

void Hall::Join(const std::string& session, const std::string& registration,
                absl::Time join) {
  ReportPresenceRequest request = RequestFor(session);
  AddEvent(request, PresenceEvent::KIND_JOIN, session, NewUuid(), join)
      .mutable_participant()
      ->set_registration(registration);
  Report(request);
}

std::string Hall::DaysOf(const std::string& session,
                         const std::string& registration) {
  checkin::v1::ListPresenceRequest request;
  request.set_event(forum_.name());
  request.set_session(session);
  request.set_registration(registration);
  checkin::v1::ListPresenceResponse response;
  EXPECT_TRUE(Call(presence_.stub(),
                   &checkin::v1::PresenceService::Stub::ListPresence, request,
                   &response)
                  .ok());
  std::vector<std::string> days;
  for (const auto& presence : response.presences()) {
    for (const auto& day : presence.days()) {
      days.push_back(
          absl::StrCat(day.date(), ": ", day.online_duration().seconds()));
    }
  }
  return days.empty() ? "none" : absl::StrJoin(days, ", ");
}

v1::GetSummaryResponse Hall::Summary(const std::string& session) {
  v1::GetSummaryRequest request;
  v1::GetSummaryResponse response;
  request.set_event(forum_.name());
  request.set_session(session);
  const grpc::Status status = Call(
      reports(), &v1::ReportingService::Stub::GetSummary, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response;
}

v1::GetBreakdownResponse Hall::Breakdown(
    const std::vector<v1::Dimension>& dimensions, const std::string& session,
    const v1::PeopleFilter& filter) {
  v1::GetBreakdownRequest request;
  request.set_page_size(1000);
  v1::GetBreakdownResponse response;
  request.set_event(forum_.name());
  request.set_session(session);
  *request.mutable_filter() = filter;
  for (const v1::Dimension dimension : dimensions) {
    request.add_dimensions(dimension);
  }
  const grpc::Status status = Call(
      reports(), &v1::ReportingService::Stub::GetBreakdown, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response;
}

v1::GetTimelineResponse Hall::Timeline(const v1::GetTimelineRequest& request) {
  v1::GetTimelineResponse response;
  const grpc::Status status = Call(
      reports(), &v1::ReportingService::Stub::GetTimeline, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response;
}

v1::GetSessionReportResponse Hall::SessionReport(const std::string& session) {
  v1::GetSessionReportRequest request;
  v1::GetSessionReportResponse response;
  request.set_session(session);
  const grpc::Status status =
      Call(reports(), &v1::ReportingService::Stub::GetSessionReport, request,
           &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response;
}

v1::GetCommuniqueResponse Hall::Communique() {
  v1::GetCommuniqueRequest request;
  v1::GetCommuniqueResponse response;
  request.set_event(forum_.name());
  const grpc::Status status =
      Call(reports(), &v1::ReportingService::Stub::GetCommunique, request,
           &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response;
}

Decision::Outcome Hall::Scan(const std::string& session,
                             const std::string& registration, absl::Time time,
                             Decision::Direction direction) {
  checkin::v1::CheckInRequest request;
  checkin::v1::CheckInResponse response;
  request.set_session(session);
  request.set_registration(registration);
  request.set_device(absl::StrCat(session.substr(0, session.find("/sessions/")),
                                  "/devices/", NewUuid()));
  request.set_direction(direction);
  request.set_scan_id(NewUuid());
  RenderTime(time, *request.mutable_scan_time());
  const grpc::Status status =
      Call(door_.stub(), &checkin::v1::CheckInService::Stub::CheckIn, request,
           &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response.decision().outcome();
}

void Hall::Report(const ReportPresenceRequest& request) {
  ReportPresenceResponse response;
  const grpc::Status status = Call(
      presence_.stub(), &checkin::v1::PresenceService::Stub::ReportPresence,
      request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  for (const auto& result : response.results()) {
    EXPECT_EQ(result.outcome(),
              ReportPresenceResponse::Result::OUTCOME_RECORDED);
  }
}

std::string Text(const v1::Counts& counts) {
  return absl::StrCat(counts.registered_count(), " registered, ",
                      counts.confirmed_count(), " confirmed, ",
                      counts.attended_count(),
                      " attended: ", counts.in_person_only_count(),
                      " in person, ", counts.online_only_count(), " online, ",
                      counts.both_count(), " both, ", counts.no_show_count(),
                      " no-shows, ", counts.partial_count(), " partial");
}

std::string Text(const Counts& counts) {
  return absl::StrCat(
      counts.registered, " registered, ", counts.confirmed, " confirmed, ",
      counts.attended(), " attended: ", counts.in_person_only, " in person, ",
      counts.online_only, " online, ", counts.both, " both, ", counts.no_show,
      " no-shows, ", counts.partial, " partial");
}

std::vector<std::string> ValuesOf(const v1::GetBreakdownResponse& breakdown) {
  std::vector<std::string> rows;
  for (const auto& row : breakdown.rows()) {
    std::vector<std::string> values;
    for (const auto& value : row.values()) values.push_back(value.value());
    rows.push_back(absl::StrJoin(values, "/"));
  }
  return rows;
}

std::vector<std::string> FieldsOf(const grpc::Status& status) {
  std::vector<std::string> fields;
  const auto bad_request = rollcall::testing::BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

}  // namespace rollcall::reporting
