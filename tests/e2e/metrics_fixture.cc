#include "tests/e2e/metrics_fixture.h"

#include "absl/strings/str_cat.h"

#include "common/base/uuid.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"

namespace rollcall::testing {

using checkin::v1::CheckInService;
using checkin::v1::Decision;
using checkin::v1::PresenceEvent;
using checkin::v1::PresenceService;
using reporting::v1::ReportingService;

Environment MetricsFixture::Telling() {
  return {{"ROLLCALL_METRICS_LISTEN", OwnAddress()},
          {"ROLLCALL_JOB_INTERVAL", "0.1"}};
}

MetricsFixture::MetricsFixture()
    : forum_(ChannelTo(registration_.address())),
      door_(CheckInService::NewStub(ChannelTo(checkin_.address()))) {}

checkin::v1::CheckInResponse MetricsFixture::Scan(
    const std::string& session, const std::string& registration,
    const std::function<void(checkin::v1::CheckInRequest&)>& change) {
  checkin::v1::CheckInRequest scan;
  scan.set_session(forum_.Session(session));
  scan.set_registration(registration);
  scan.set_device(forum_.Device(1));
  scan.set_direction(Decision::DIRECTION_ENTRY);
  scan.set_scan_id(NewUuid());
  scan.mutable_scan_time()->set_seconds(forum_.start_seconds());
  change(scan);
  checkin::v1::CheckInResponse response;
  const grpc::Status status =
      Call(*door_, &CheckInService::Stub::CheckIn, scan, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

void MetricsFixture::HaveScans() {
  const std::string person = forum_.Register(type::v1::MODE_IN_PERSON);
  const std::string scan_id = Scan("venue", person).decision().scan_id();
  Scan("venue", person, [&](auto& scan) { scan.set_scan_id(scan_id); });
  Scan("venue", person);
  Scan("venue", person, [](auto& scan) {
    scan.set_force(true);
    scan.set_force_reason("A reason.");
  });
  Scan("panel", person);
  Scan("venue", "", [](auto& scan) { scan.set_code("ABCD-EFGH-J"); });
}

void MetricsFixture::HaveUploads() {
  const std::string person = forum_.Register(type::v1::MODE_IN_PERSON);
  for (const int device : {1, 2}) Upload(device, person);
}

void MetricsFixture::Upload(int device, const std::string& registration) {
  const auto context = NewContext();
  const auto stream = door_->UploadScans(context.get());
  checkin::v1::UploadScansRequest request;
  request.set_device(forum_.Device(device));
  auto& offline = *request.add_scans();
  auto& scan = *offline.mutable_check_in();
  scan.set_session(forum_.Session("venue"));
  scan.set_registration(registration);
  scan.set_device(forum_.Device(device));
  scan.set_direction(Decision::DIRECTION_ENTRY);
  scan.set_scan_id(NewUuid());
  scan.mutable_scan_time()->set_seconds(forum_.start_seconds() + device);
  offline.set_outcome(Decision::OUTCOME_ADMITTED);
  stream->Write(request);
  stream->WritesDone();
  checkin::v1::UploadScansResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.results(0).has_decision())
      << response.ShortDebugString();
  EXPECT_TRUE(stream->Finish().ok());
}

void MetricsFixture::HaveOnlinePresence() {
  const auto platform = PresenceService::NewStub(ChannelTo(checkin_.address()));
  forum_.Register(type::v1::MODE_ONLINE);
  checkin::v1::ReportPresenceRequest request;
  request.set_event(forum_.name());
  request.set_source("stream");
  const auto add = [&](const std::string& connection, PresenceEvent::Kind kind,
                       int second, const std::string& email) {
    PresenceEvent& event = *request.add_presence_events();
    event.set_source_event_id(absl::StrCat(connection, second));
    event.set_kind(kind);
    event.mutable_event_time()->set_seconds(forum_.start_seconds() + 7200 +
                                            second);
    event.set_session(forum_.Session("panel"));
    event.set_instance_id("broadcast");
    event.set_connection_id(connection);
    if (!email.empty()) event.mutable_participant()->set_email(email);
  };
  const std::string email = Forum::EmailOf(forum_.registered());
  add("a", PresenceEvent::KIND_JOIN, 1, email);
  add("a", PresenceEvent::KIND_LEAVE, 600, "");
  add("b", PresenceEvent::KIND_JOIN, 1, email);
  add("c", PresenceEvent::KIND_JOIN, 1, "guest@example.org");
  checkin::v1::ReportPresenceResponse response;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Call(*platform, &PresenceService::Stub::ReportPresence, request,
                     &response)
                    .ok());
  }
}

void MetricsFixture::HaveReports() {
  const auto analyst =
      ReportingService::NewStub(ChannelTo(reporting_.address()));
  reporting::v1::GetSummaryRequest request;
  request.set_event(forum_.name());
  reporting::v1::GetSummaryResponse summary;
  EXPECT_TRUE(
      Call(*analyst, &ReportingService::Stub::GetSummary, request, &summary)
          .ok());
  EXPECT_FALSE(
      analyst->GetSummary(NewContext("nobody's").get(), request, &summary)
          .ok());
  AuditRollups(*analyst, false);
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.attendance_rollup SET person_count = person_count + 1 "
      "WHERE event_id = '",
      EventId(), "' AND session_id = 'venue' AND person_count > 0"));
  AuditRollups(*analyst, false);
  AuditRollups(*analyst, true);
}

void MetricsFixture::AuditRollups(ReportingService::Stub& analyst,
                                  bool repair) {
  reporting::v1::AuditRollupsRequest request;
  request.set_event(forum_.name());
  request.set_repair(repair);
  reporting::v1::AuditRollupsResponse response;
  EXPECT_TRUE(
      Call(analyst, &ReportingService::Stub::AuditRollups, request, &response)
          .ok());
}

void MetricsFixture::HaveItGoOn() {
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.event SET end_time = now() WHERE event_id = '",
      EventId(), "'"));
}

std::vector<std::string> MetricsFixture::MetricsAddresses() const {
  return {registration_.MetricsAddress(), checkin_.MetricsAddress(),
          reporting_.MetricsAddress()};
}

std::string MetricsFixture::EventId() const {
  return forum_.name().substr(sizeof("events/") - 1);
}

}  // namespace rollcall::testing
