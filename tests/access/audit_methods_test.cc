#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

#include "common/audit/decisions.h"
#include "common/base/uuid.h"
#include "services/registration/retention_store.h"
#include "tests/access/raw_call.h"
#include "tests/access/watched_calls.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"

// That every method leaves an entry that has to.
namespace rollcall::access {
namespace {

using google::protobuf::MethodDescriptor;
using registration::v1::AccessService;
using registration::v1::RegistrationService;
using rollcall::testing::ExecuteSql;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;
using Registrations = RegistrationService::Stub;
using Access = AccessService::Stub;
using Doors = checkin::v1::CheckInService::Stub;
using Presence = checkin::v1::PresenceService::Stub;
using Reports = reporting::v1::ReportingService::Stub;

// What doors decide is recorded by the batch, whatever method it came by.
const std::set<std::string>& DecidedInBatches() {
  static const auto& methods = *new std::set<std::string>{
      "CheckInService.CheckIn", "CheckInService.StreamCheckIns",
      "CheckInService.UploadScans"};
  return methods;
}

// The methods that leave no entry, each with a request as text that succeeds,
// in which words after `$` stand for what the test has made.
const std::map<std::string, std::string>& Unrecorded() {
  static const auto& methods = *new std::map<std::string, std::string>{
      // The agenda, which is public.
      {"RegistrationService.GetEvent", "name: '$event'"},
      {"RegistrationService.ListEvents", ""},
      {"RegistrationService.GetSession", "name: '$session'"},
      {"RegistrationService.ListSessions", "event: '$event'"},
      // One person, or one scan, of whom the caller has the name.
      {"RegistrationService.GetRegistration", "name: '$person'"},
      {"RegistrationService.GetTicket", "name: '$person'"},
      {"CheckInService.GetDecision", "device: '$device' scan_id: '$scan'"},
      // Who may call, and what they did: ministries, devices, keys, entries.
      {"RegistrationService.ListDelegations", "event: '$event'"},
      {"AccessService.ListDevices", "event: '$event'"},
      {"AccessService.ListApiKeys", "event: '$event'"},
      {"AccessService.ExportAudit", "event: '$event'"},
      // What doors know people by: never a name or an address.
      {"CheckInService.GetManifest", "event: '$event'"},
      {"CheckInService.GetTicketKeys", "event: '$event'"},
      {"CheckInService.ListConflicts", "event: '$event'"},
      // A search that answers with masked names.
      {"CheckInService.SearchRegistrations",
       "event: '$event' name_part: '$mark'"},
      // Numbers.
      {"CheckInService.WatchOccupancy", "session: '$session'"},
      {"ReportingService.GetSummary", "event: '$event'"},
      {"ReportingService.GetBreakdown",
       "event: '$event' dimensions: DIMENSION_COUNTRY"},
      {"ReportingService.GetTimeline", "event: '$event'"},
      {"ReportingService.GetSessionReport", "session: '$session'"},
      {"ReportingService.WatchSummary", "event: '$event'"},
      {"ReportingService.GetFrozenReport", "name: '$frozen'"},
      {"ReportingService.GetCommunique", "event: '$event'"},
      // A clock.
      {"CheckInService.SyncClock", ""}};
  return methods;
}

class AuditMethodsTest : public WatchedCalls {
 protected:
  // What whoever it is for does, and what that leaves; once an event, and in
  // any order.
  void ChangeTheAgenda();
  void ChangeRegistrations();
  void EndRegistrations();
  void DecideOnApplications();
  void ImportPeople();
  void ReadRegistrations();
  void LeadDelegations();
  void EnrolDevices();
  void GiveKeys();
  void Decide();
  void AnnulADecision();
  void AdmitAWalkIn();
  void ResolveAConflict();
  void ReportPresence();
  void ResolveStrangers();
  void ResolveABroadcast();
  void ReadReports();
  std::string Freeze();
  void RepairReports();
  void ReadWhatIsNotRecorded();

  // A registration that waits for somebody to decide.
  std::string Apply();
  // A scan of the kiosk's.
  checkin::v1::CheckInRequest ScanAtKiosk(const std::string& registration);
  // The entry of the batch that a scan was decided in.
  std::string BatchOf(const std::string& scan_id) const;
  // Uploads a scan of a ticket that nobody has, which is a conflict. Returns
  // its scan_id.
  std::string UploadAStranger();
  std::string ConflictOf(const std::string& scan_id);
  // Somebody joins the panel whom nobody knows.
  checkin::v1::PresenceEvent StrangerJoins();
  checkin::v1::ReportPresenceRequest ReportOf(
      const checkin::v1::PresenceEvent& event) const;
};

void AuditMethodsTest::ChangeTheAgenda() {
  EXPECT_THAT(Entries(),
              IsSupersetOf(
                  {admin_.Did("RegistrationService.CreateEvent", forum_.name()),
                   admin_.Did("RegistrationService.CreateSession",
                              forum_.Session("panel"))}));
  registration::v1::UpdateEventRequest event;
  event.mutable_event()->set_name(forum_.name());
  event.mutable_event()->set_title("Another forum");
  event.mutable_update_mask()->add_paths("title");
  Twice(organizer_, &Registrations::UpdateEvent, event);
  Expect(organizer_, "RegistrationService.UpdateEvent", forum_.name(), "title");

  registration::v1::CreateSessionRequest create;
  create.set_event(forum_.name());
  create.set_session_id("evening");
  create.set_request_id(NewUuid());
  auto& evening = *create.mutable_session();
  evening.set_kind(registration::v1::Session::KIND_OTHER);
  evening.set_title("An evening");
  evening.mutable_start_time()->set_seconds(forum_.start_seconds() + 6 * 3600);
  evening.mutable_end_time()->set_seconds(forum_.start_seconds() + 8 * 3600);
  Twice(organizer_, &Registrations::CreateSession, create);
  Expect(organizer_, "RegistrationService.CreateSession",
         forum_.Session("evening"));

  registration::v1::UpdateSessionRequest session;
  session.mutable_session()->set_name(forum_.Session("evening"));
  session.mutable_session()->set_title("A long evening");
  session.mutable_session()->set_room("Hall 2");
  session.mutable_update_mask()->add_paths("title");
  session.mutable_update_mask()->add_paths("room");
  Twice(organizer_, &Registrations::UpdateSession, session);
  Expect(organizer_, "RegistrationService.UpdateSession",
         forum_.Session("evening"), "title,room");
}

void AuditMethodsTest::ChangeRegistrations() {
  const std::string mark = Mark();
  const std::string name = Register(forum_, mark, registrar_.token);
  Expect(registrar_, "RegistrationService.CreateRegistration", name);

  registration::v1::UpdateRegistrationRequest update;
  update.mutable_registration()->set_name(name);
  update.mutable_registration()->mutable_person()->set_job_title(
      absl::StrCat("Another of ", mark));
  update.mutable_update_mask()->add_paths("person.job_title");
  Twice(registrar_, &Registrations::UpdateRegistration, update);
  Expect(registrar_, "RegistrationService.UpdateRegistration", name,
         "person.job_title");

  const auto rotated = As(registrar_, &Registrations::RotateTicket, name);
  Keep(rotated.ticket().code());
  Keep(rotated.ticket().text());
  Expect(registrar_, "RegistrationService.RotateTicket", name);

  registration::v1::ChangeModeRequest mode;
  mode.set_name(name);
  mode.set_mode(type::v1::MODE_ONLINE);
  Twice(registrar_, &Registrations::ChangeMode, mode);
  Expect(registrar_, "RegistrationService.ChangeMode", name);

  auto transfer = TransferOf(name);
  transfer.mutable_registration()->mutable_person()->set_display_name(Mark());
  const std::string next =
      Twice(registrar_, &Registrations::TransferRegistration, transfer)
          .registration()
          .name();
  const std::string method = "RegistrationService.TransferRegistration";
  EXPECT_THAT(New(), ElementsAre(registrar_.Did(method, name),
                                 registrar_.Did(method, next)));
}

void AuditMethodsTest::EndRegistrations() {
  registration::v1::CancelRegistrationRequest cancel;
  cancel.set_name(Come());
  cancel.set_initiator(
      registration::v1::CancelRegistrationRequest::INITIATOR_ORGANIZER);
  Twice(registrar_, &Registrations::CancelRegistration, cancel);
  Expect(registrar_, "RegistrationService.CancelRegistration", cancel.name(),
         "ORGANIZER");
  Twice(registrar_, &Registrations::EraseRegistration, cancel.name());
  Expect(registrar_, "RegistrationService.EraseRegistration", cancel.name());
}

std::string AuditMethodsTest::Apply() {
  registration::v1::UpdateEventRequest update;
  update.mutable_event()->set_name(forum_.name());
  update.mutable_update_mask()->add_paths("approval_policy");
  std::string name;
  for (const auto policy : {registration::v1::APPROVAL_POLICY_REGISTRAR,
                            registration::v1::APPROVAL_POLICY_AUTOMATIC}) {
    update.mutable_event()->set_approval_policy(policy);
    As(organizer_, &Registrations::UpdateEvent, update);
    if (name.empty()) name = Register(forum_, Mark());
  }
  New();
  return name;
}

void AuditMethodsTest::DecideOnApplications() {
  std::string name = Apply();
  Twice(registrar_, &Registrations::ApproveRegistration, name);
  Expect(registrar_, "RegistrationService.ApproveRegistration", name);
  name = Apply();
  Twice(registrar_, &Registrations::RejectRegistration, name);
  Expect(registrar_, "RegistrationService.RejectRegistration", name);
}

void AuditMethodsTest::ImportPeople() {
  registration::v1::ImportRegistrationsRequest rows;
  rows.set_event(forum_.name());
  rows.set_request_id(NewUuid());
  rows.set_complete(true);
  auto& row = *rows.add_rows();
  row.set_line(2);
  row.mutable_registration()->set_mode(type::v1::MODE_ONLINE);
  auto& person = *row.mutable_registration()->mutable_person();
  person.set_display_name(Mark());
  person.set_email(absl::StrCat(person.display_name(), "@example.org"));
  const auto import = [&] {
    const auto context = NewContext(registrar_.token);
    registration::v1::ImportRegistrationsResponse imported;
    const auto stream =
        house_.registrations().ImportRegistrations(context.get(), &imported);
    stream->Write(rows);
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_EQ(imported.created_count(), 1);
  };
  rows.set_dry_run(true);
  import();
  EXPECT_THAT(New(), IsEmpty());
  rows.set_dry_run(false);
  import();
  import();
  Expect(registrar_, "RegistrationService.ImportRegistrations", forum_.name(),
         "created=1,unchanged=0,failed=0,waitlisted=0");
}

void AuditMethodsTest::ReadRegistrations() {
  Come();
  const std::string name = Come();
  ReadPages(registrar_, "RegistrationService.ListRegistrations",
            &Registrations::ListRegistrations);
  ReadExport(registrar_, "RegistrationService.ExportRegistrations",
             &Registrations::ExportRegistrations);
  As(registrar_, &Registrations::ExportPersonalData, name);
  Expect(registrar_, "RegistrationService.ExportPersonalData", name);
}

void AuditMethodsTest::LeadDelegations() {
  registration::v1::CreateDelegationRequest create;
  create.set_event(forum_.name());
  create.mutable_delegation()->set_display_name("Ministry");
  const auto created = As(registrar_, &Registrations::CreateDelegation, create);
  const std::string& name = created.delegation().name();
  Keep(created.head_token());
  Expect(registrar_, "RegistrationService.CreateDelegation", name);

  registration::v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(name);
  update.mutable_delegation()->set_organization("The ministry");
  As(registrar_, &Registrations::UpdateDelegation, update);
  Expect(registrar_, "RegistrationService.UpdateDelegation", name,
         "organization");
  update.set_rotate_head_token(true);
  As(registrar_, &Registrations::UpdateDelegation, update);
  Expect(registrar_, "RegistrationService.UpdateDelegation", name,
         "organization,rotate_head_token");
  update.mutable_delegation()->clear_organization();
  const Who head = {
      As(registrar_, &Registrations::UpdateDelegation, update).head_token(),
      absl::StrCat("delegations/", IdOf(name), " DELEGATION_HEAD")};
  Keep(head.token);
  Expect(registrar_, "RegistrationService.UpdateDelegation", name,
         "rotate_head_token");

  registration::v1::CancelRegistrationRequest cancel;
  cancel.set_name(Register(forum_, Mark(), head.token));
  Expect(head, "RegistrationService.CreateRegistration", cancel.name());
  Register(forum_, Mark(), head.token);
  New();
  ReadPages(head, "RegistrationService.ListRegistrations",
            &Registrations::ListRegistrations);
  cancel.set_initiator(
      registration::v1::CancelRegistrationRequest::INITIATOR_PERSON);
  Twice(head, &Registrations::CancelRegistration, cancel);
  Expect(head, "RegistrationService.CancelRegistration", cancel.name(),
         "PERSON");
}

void AuditMethodsTest::EnrolDevices() {
  registration::v1::CreateDeviceRequest create;
  create.set_event(forum_.name());
  create.mutable_device()->set_display_name("Gate");
  const auto created = As(organizer_, &Access::CreateDevice, create);
  const std::string& name = created.device().name();
  Keep(created.enrollment_code());
  Expect(organizer_, "AccessService.CreateDevice", name);

  // Whoever has the code has no token yet.
  registration::v1::EnrollDeviceRequest enroll;
  registration::v1::EnrollDeviceResponse enrolled;
  enroll.set_event(forum_.name());
  enroll.set_enrollment_code(created.enrollment_code());
  grpc::ClientContext nobody;
  EXPECT_TRUE(house_.access().EnrollDevice(&nobody, enroll, &enrolled).ok());
  const Who device =
      HolderOf({enrolled.device(), enrolled.device_token()}, Role::ROLE_KIOSK);
  Keep(device.token);
  Expect(device, "AccessService.EnrollDevice", name);

  for (const Who& who : {device, organizer_}) {
    Keep(As(who, &Access::RotateDeviceToken, name).device_token());
    Expect(who, "AccessService.RotateDeviceToken", name);
  }
  Twice(organizer_, &Access::RevokeDevice, name);
  Expect(organizer_, "AccessService.RevokeDevice", name);
}

void AuditMethodsTest::GiveKeys() {
  registration::v1::CreateApiKeyRequest create;
  create.set_event(forum_.name());
  create.mutable_api_key()->set_display_name("Somebody");
  create.mutable_api_key()->set_role(Role::ROLE_ANALYST);
  const auto created = As(organizer_, &Access::CreateApiKey, create);
  const std::string& name = created.api_key().name();
  Keep(created.key_text());
  Expect(organizer_, "AccessService.CreateApiKey", name);
  Twice(organizer_, &Access::RevokeApiKey, name);
  Expect(organizer_, "AccessService.RevokeApiKey", name);
}

checkin::v1::CheckInRequest AuditMethodsTest::ScanAtKiosk(
    const std::string& registration) {
  checkin::v1::CheckInRequest scan = Scan(forum_, registration);
  scan.set_device(kiosk_device_.device.name());
  return scan;
}

std::string AuditMethodsTest::BatchOf(const std::string& scan_id) const {
  const std::string batch = ExecuteSql(
      absl::StrCat("SELECT audit_id FROM rollcall.decision WHERE event_id = '",
                   Id(), "' AND scan_id = '", scan_id, "'"));
  EXPECT_NE(batch, "");
  return absl::StrCat("doors CheckInService ", audit::DecisionsResource(batch),
                      " ", audit::DecisionsDetail(1));
}

std::string AuditMethodsTest::UploadAStranger() {
  checkin::v1::UploadScansRequest request;
  request.set_device(kiosk_device_.device.name());
  auto& scan = *request.add_scans();
  *scan.mutable_check_in() = ScanAtKiosk("");
  scan.mutable_check_in()->set_code(absl::StrCat("badge of ", Mark()));
  scan.set_outcome(checkin::v1::Decision::OUTCOME_ADMITTED);
  const auto context = NewContext(kiosk_.token);
  const auto stream = house_.doors().UploadScans(context.get());
  checkin::v1::UploadScansResponse response;
  EXPECT_TRUE(stream->Write(request));
  EXPECT_TRUE(stream->Read(&response));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_THAT(response.results(), SizeIs(1));
  return scan.check_in().scan_id();
}

void AuditMethodsTest::Decide() {
  const std::string person = Come();
  const auto scan = ScanAtKiosk(person);
  Twice(kiosk_, &Doors::CheckIn, scan);
  EXPECT_THAT(New(), ElementsAre(BatchOf(scan.scan_id())));

  // A refusal is a decision.
  checkin::v1::StreamCheckInsRequest streamed;
  *streamed.mutable_check_in() = ScanAtKiosk(person);
  const auto context = NewContext(kiosk_.token);
  const auto stream = house_.doors().StreamCheckIns(context.get());
  checkin::v1::StreamCheckInsResponse answer;
  EXPECT_TRUE(stream->Write(streamed));
  EXPECT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(answer.has_check_in()) << answer.DebugString();
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_THAT(New(), ElementsAre(BatchOf(streamed.check_in().scan_id())));

  const std::string uploaded = UploadAStranger();
  EXPECT_THAT(New(), ElementsAre(BatchOf(uploaded)));
}

void AuditMethodsTest::AnnulADecision() {
  const auto scan = ScanAtKiosk(Come());
  As(kiosk_, &Doors::CheckIn, scan);
  New();
  checkin::v1::AnnulCheckInRequest annul;
  annul.set_device(scan.device());
  annul.set_scan_id(scan.scan_id());
  annul.set_annulling_device(supervisor_device_.device.name());
  annul.set_force(true);
  annul.set_force_reason(absl::StrCat("because of ", Mark()));
  Twice(supervisor_, &Doors::AnnulCheckIn, annul);
  Expect(supervisor_, "CheckInService.AnnulCheckIn",
         absl::StrCat(scan.device(), "/scans/", scan.scan_id()));
}

void AuditMethodsTest::AdmitAWalkIn() {
  checkin::v1::AdmitWalkInRequest walk_in;
  const auto scan = ScanAtKiosk("");
  walk_in.set_session(scan.session());
  walk_in.set_device(scan.device());
  walk_in.set_scan_id(scan.scan_id());
  *walk_in.mutable_scan_time() = scan.scan_time();
  auto& person = *walk_in.mutable_person();
  person.set_display_name(Mark());
  person.set_email(absl::StrCat(person.display_name(), "@example.org"));
  const auto answer = Twice(kiosk_, &Doors::AdmitWalkIn, walk_in);
  Keep(answer.ticket_code());
  EXPECT_THAT(New(), ElementsAre(kiosk_.Did("CheckInService.AdmitWalkIn",
                                            answer.decision().registration()),
                                 BatchOf(scan.scan_id())));
}

std::string AuditMethodsTest::ConflictOf(const std::string& scan_id) {
  checkin::v1::ListConflictsRequest request;
  request.set_event(forum_.name());
  const auto listed = As(supervisor_, &Doors::ListConflicts, request);
  for (const auto& conflict : listed.conflicts()) {
    if (conflict.scan_id() == scan_id) return conflict.name();
  }
  ADD_FAILURE() << "no conflict of " << scan_id;
  return "";
}

void AuditMethodsTest::ResolveAConflict() {
  checkin::v1::ResolveConflictRequest resolve;
  resolve.set_name(ConflictOf(UploadAStranger()));
  resolve.set_note(absl::StrCat("It was ", Mark()));
  New();
  Twice(supervisor_, &Doors::ResolveConflict, resolve);
  Expect(supervisor_, "CheckInService.ResolveConflict", resolve.name());
}

checkin::v1::PresenceEvent AuditMethodsTest::StrangerJoins() {
  checkin::v1::PresenceEvent event;
  event.set_source_event_id(NewUuid());
  event.set_kind(checkin::v1::PresenceEvent::KIND_JOIN);
  event.set_session(forum_.Session("panel"));
  event.mutable_event_time()->set_seconds(forum_.start_seconds() + 9000);
  event.set_instance_id("broadcast");
  event.set_connection_id(NewUuid());
  auto& stranger = *event.mutable_participant();
  stranger.set_display_name(Mark());
  stranger.set_email(absl::StrCat(stranger.display_name(), "@example.org"));
  return event;
}

checkin::v1::ReportPresenceRequest AuditMethodsTest::ReportOf(
    const checkin::v1::PresenceEvent& event) const {
  checkin::v1::ReportPresenceRequest request;
  request.set_event(forum_.name());
  request.set_source("stream");
  *request.add_presence_events() = event;
  return request;
}

void AuditMethodsTest::ReportPresence() {
  auto report = ReportOf(StrangerJoins());
  *report.add_presence_events() = StrangerJoins();
  Twice(platform_, &Presence::ReportPresence, report);
  Expect(platform_, "PresenceService.ReportPresence", forum_.name(),
         "events=2");
  for (auto& event : *report.mutable_presence_events()) {
    event.set_kind(checkin::v1::PresenceEvent::KIND_HEARTBEAT);
    event.set_source_event_id(NewUuid());
  }
  As(platform_, &Presence::ReportPresence, report);
  EXPECT_THAT(New(), IsEmpty());

  checkin::v1::StreamPresenceRequest message;
  message.set_event(forum_.name());
  message.set_source("stream");
  *message.add_presence_events() = StrangerJoins();
  const auto context = NewContext(platform_.token);
  const auto stream = house_.presence().StreamPresence(context.get());
  checkin::v1::StreamPresenceResponse answer;
  EXPECT_TRUE(stream->Write(message));
  EXPECT_TRUE(stream->Read(&answer));
  EXPECT_THAT(answer.results(), SizeIs(1)) << answer.DebugString();
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  Expect(platform_, "PresenceService.StreamPresence", forum_.name(),
         "events=1");
}

void AuditMethodsTest::ResolveStrangers() {
  for (int i = 0; i < 2; ++i) {
    As(platform_, &Presence::ReportPresence, ReportOf(StrangerJoins()));
  }
  New();
  const auto pages = ReadPages(registrar_, "PresenceService.ListUnmatched",
                               &Presence::ListUnmatched);
  for (const auto& page : pages) {
    ASSERT_THAT(page.unmatched(), SizeIs(1));
    checkin::v1::ResolveUnmatchedRequest resolve;
    resolve.set_name(page.unmatched(0).name());
    resolve.set_registration(Come());
    Twice(registrar_, &Presence::ResolveUnmatched, resolve);
    Expect(registrar_, "PresenceService.ResolveUnmatched", resolve.name());
  }
  ReadPages(registrar_, "PresenceService.ListPresence",
            &Presence::ListPresence);
}

void AuditMethodsTest::ResolveABroadcast() {
  // Nothing is on an hour after the start.
  checkin::v1::PresenceEvent early = StrangerJoins();
  early.clear_session();
  early.mutable_event_time()->set_seconds(forum_.start_seconds() + 3600);
  early.set_instance_id("early");
  As(platform_, &Presence::ReportPresence, ReportOf(early));
  checkin::v1::ListUnmatchedRequest list;
  list.set_event(forum_.name());
  list.set_kind(checkin::v1::Unmatched::KIND_INSTANCE);
  const auto listed = As(registrar_, &Presence::ListUnmatched, list);
  ASSERT_THAT(listed.unmatched(), SizeIs(1));
  New();
  checkin::v1::ResolveUnmatchedRequest resolve;
  resolve.set_name(listed.unmatched(0).name());
  for (const char* session : {"panel", "venue"}) {
    resolve.set_session(forum_.Session(session));
    Twice(registrar_, &Presence::ResolveUnmatched, resolve);
    Expect(registrar_, "PresenceService.ResolveUnmatched", resolve.name());
  }
}

void AuditMethodsTest::ReadReports() {
  for (int i = 0; i < 2; ++i) CheckIn(Scan(forum_, Come()));
  New();
  ReadPages(registrar_, "ReportingService.ListAttendance",
            &Reports::ListAttendance);
  ReadExport(registrar_, "ReportingService.ExportAttendance",
             &Reports::ExportAttendance);
  ReadExport(registrar_, "ReportingService.ExportLedger",
             &Reports::ExportLedger);
}

std::string AuditMethodsTest::Freeze() {
  reporting::v1::FreezeReportRequest freeze;
  freeze.set_event(forum_.name());
  freeze.set_audience(reporting::v1::AUDIENCE_INTERNAL);
  freeze.set_request_id(NewUuid());
  std::string name =
      Twice(analyst_, &Reports::FreezeReport, freeze).frozen_report().name();
  Expect(analyst_, "ReportingService.FreezeReport", name);
  return name;
}

void AuditMethodsTest::RepairReports() {
  CheckIn(Scan(forum_, Come()));
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.attendance_rollup SET person_count = person_count + 1 "
      "WHERE event_id = '",
      Id(), "' AND session_id = 'venue' AND day = '-infinity'"));
  New();
  reporting::v1::AuditRollupsRequest audit;
  audit.set_event(forum_.name());
  EXPECT_GT(As(analyst_, &Reports::AuditRollups, audit).difference_count(), 0);
  EXPECT_THAT(New(), IsEmpty());
  audit.set_repair(true);
  EXPECT_TRUE(As(organizer_, &Reports::AuditRollups, audit).repaired());
  Expect(organizer_, "ReportingService.AuditRollups", forum_.name(), "repair");
  EXPECT_FALSE(As(organizer_, &Reports::AuditRollups, audit).repaired());
  EXPECT_THAT(New(), IsEmpty());
}

void AuditMethodsTest::ReadWhatIsNotRecorded() {
  const std::string mark = Mark();
  const auto scan = ScanAtKiosk(Register(forum_, mark));
  New();
  const std::string frozen = Freeze();
  CheckIn(scan);
  New();
  for (const MethodDescriptor* method : Methods()) {
    const auto unrecorded = Unrecorded().find(NameOf(*method));
    if (unrecorded == Unrecorded().end()) continue;
    const auto request = NewRequest(*method);
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrReplaceAll(unrecorded->second,
                            {{"$event", forum_.name()},
                             {"$session", forum_.Session("venue")},
                             {"$person", scan.registration()},
                             {"$mark", mark},
                             {"$device", scan.device()},
                             {"$scan", scan.scan_id()},
                             {"$frozen", frozen}}),
        request.get()));
    const grpc::Status status =
        CallRaw(house_.ChannelOf(*method), *method, *request, NewContext());
    EXPECT_TRUE(status.ok()) << unrecorded->first << ": " << ReasonOf(status)
                             << " " << status.error_message();
    EXPECT_THAT(New(), IsEmpty()) << unrecorded->first;
  }
}

TEST_F(AuditMethodsTest, SaysWhoChangesTheAgenda) { ChangeTheAgenda(); }

TEST_F(AuditMethodsTest, SaysWhoChangesRegistrations) {
  ChangeRegistrations();
  EndRegistrations();
  DecideOnApplications();
  ImportPeople();
}

TEST_F(AuditMethodsTest, SaysWhoReadsRegistrations) { ReadRegistrations(); }

TEST_F(AuditMethodsTest, SaysWhatHeadsDo) { LeadDelegations(); }

TEST_F(AuditMethodsTest, SaysWhoLetsWhomIn) {
  EnrolDevices();
  GiveKeys();
}

TEST_F(AuditMethodsTest, SaysWhatDoorsDo) {
  Decide();
  AnnulADecision();
  AdmitAWalkIn();
  ResolveAConflict();
}

TEST_F(AuditMethodsTest, SaysWhoReportsPresence) {
  ReportPresence();
  ResolveStrangers();
  ResolveABroadcast();
}

TEST_F(AuditMethodsTest, SaysWhatIsDoneWithReports) {
  ReadReports();
  Freeze();
  RepairReports();
}

TEST_F(AuditMethodsTest, SaysNothingOfOtherReadings) {
  ReadWhatIsNotRecorded();
}

// Whoever adds a method says here what it leaves.
TEST_F(AuditMethodsTest, KnowsWhatEveryMethodLeaves) {
  ChangeTheAgenda();
  ChangeRegistrations();
  EndRegistrations();
  DecideOnApplications();
  ImportPeople();
  ReadRegistrations();
  LeadDelegations();
  EnrolDevices();
  GiveKeys();
  Decide();
  AnnulADecision();
  AdmitAWalkIn();
  ResolveAConflict();
  ReportPresence();
  ResolveStrangers();
  ResolveABroadcast();
  ReadReports();
  RepairReports();
  ReadWhatIsNotRecorded();

  const std::vector<std::string> found = absl::StrSplit(
      ExecuteSql(absl::StrCat("SELECT string_agg(DISTINCT method, ' ') FROM "
                              "rollcall.audit_entry WHERE event_id = '",
                              Id(), "'")),
      ' ');
  std::multiset<std::string> known(found.begin(), found.end());
  EXPECT_EQ(known.erase("CheckInService"), 1u);
  known.insert(DecidedInBatches().begin(), DecidedInBatches().end());
  for (const auto& [method, request] : Unrecorded()) known.insert(method);
  for (const MethodDescriptor* method : Methods()) {
    EXPECT_EQ(known.count(NameOf(*method)), 1u) << NameOf(*method);
    known.erase(NameOf(*method));
  }
  EXPECT_THAT(known, IsEmpty());

  // Nothing of it says who anybody is, or gives anybody a token.
  EXPECT_TRUE(Holds(Verify()));
  ExpectNothingOf(secrets(), Everything());
}

TEST_F(AuditMethodsTest, SaysWhatTimeErased) {
  Come();
  As(platform_, &Presence::ReportPresence, ReportOf(StrangerJoins()));
  AnnulADecision();
  ResolveAConflict();
  New();
  const std::vector<std::string> people = absl::StrSplit(
      ExecuteSql(absl::StrCat("SELECT string_agg(registration_id::text, ' ') "
                              "FROM rollcall.person WHERE event_id = '",
                              Id(), "'")),
      ' ');
  EXPECT_THAT(people, SizeIs(2));
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.event SET retention_time = end_time WHERE event_id = '",
      Id(), "'"));
  rollcall::testing::Instance instance(
      {.role = registration::RegistrationService::kDatabaseRole});
  registration::RetentionStore store(instance.pool());
  for (bool more = true; more;) {
    const auto step = store.EraseExpired(absl::Now() + absl::Minutes(1));
    ASSERT_TRUE(step.ok()) << step.status();
    more = *step;
  }
  const Who job = {"", "jobs/erase_expired"};
  std::vector<std::string> expected;
  for (const char* words :
       {"delete_all_participants", "clear_all_annulment_words",
        "clear_all_conflict_notes", "clear_all_decision_words"}) {
    expected.push_back(job.Did(words, forum_.name(), "rows=1"));
  }
  for (const std::string& id : people) {
    expected.push_back(job.Did(
        "erase_expired", absl::StrCat(forum_.name(), "/registrations/", id)));
  }
  EXPECT_THAT(New(), UnorderedElementsAreArray(expected));
  EXPECT_TRUE(Holds(Verify()));
  ExpectNothingOf(secrets(), Everything());
}

}  // namespace
}  // namespace rollcall::access
