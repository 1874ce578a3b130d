#include "tests/registration/traces.h"

#include <pqxx/pqxx>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/api/email.h"
#include "common/api/timestamp.h"
#include "common/base/hash.h"
#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"

namespace rollcall::registration {
namespace {

using checkin::v1::PresenceEvent;
using rollcall::testing::Call;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;

// The panel is from two to four hours after the event's start.
constexpr int kPanelStart = 2 * 60 * 60;

// Sends a request that succeeds.
template <typename Response, typename S, typename Method, typename Request>
Response Get(S& stub, Method method, const Request& request) {
  Response response;
  const grpc::Status status = Call(stub, method, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
  return response;
}

}  // namespace

std::string EmailOf(const std::string& mark) {
  return absl::StrCat("Mail-", mark, "@Example.org");
}

std::string ExternalIdOf(const std::string& mark) {
  return absl::StrCat("id-", mark);
}

v1::CreateRegistrationRequest MarkedRegistration(const std::string& event,
                                                 const std::string& mark) {
  auto request = ValidRegistration(event, EmailOf(mark));
  request.mutable_registration()->set_country_code("KE");
  request.mutable_registration()->set_sector_id("academia");
  auto* person = request.mutable_registration()->mutable_person();
  person->set_display_name(absl::StrCat("Adá ", mark));
  person->set_external_id(ExternalIdOf(mark));
  person->set_organization(absl::StrCat("Institute ", mark));
  person->set_job_title(absl::StrCat("Head of ", mark));
  return request;
}

std::string Traces::Register(const std::string& mark) {
  const auto answer = Send(stub(), MarkedRegistration(forum_.name(), mark));
  EXPECT_TRUE(answer.ok()) << ReasonOf(answer.status);
  return answer.response.registration().name();
}

v1::Registration Traces::Get(const std::string& name) {
  return Send(stub(), Named<v1::GetRegistrationRequest>(name))
      .response.registration();
}

v1::Registration Traces::Erase(const std::string& name) {
  const auto answer = Send(stub(), Named<v1::EraseRegistrationRequest>(name));
  EXPECT_TRUE(answer.ok()) << ReasonOf(answer.status);
  return answer.response.registration();
}

checkin::v1::CheckInRequest Traces::ScanOf(const std::string& registration) {
  checkin::v1::CheckInRequest request = ScanOfCode("");
  request.set_registration(registration);
  return request;
}

checkin::v1::CheckInRequest Traces::ScanOfCode(const std::string& code) {
  checkin::v1::CheckInRequest request;
  request.set_session(forum_.Session("venue"));
  request.set_code(code);
  request.set_device(forum_.Device(1));
  request.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
  request.set_scan_id(NewUuid());
  return request;
}

checkin::v1::CheckInResponse Traces::Scan(
    const checkin::v1::CheckInRequest& request) {
  return registration::Get<checkin::v1::CheckInResponse>(
      door_.stub(), &checkin::v1::CheckInService::Stub::CheckIn, request);
}

PresenceEvent Traces::EventOf(PresenceEvent::Kind kind,
                              const std::string& connection, int second) {
  PresenceEvent event;
  event.set_source_event_id(NewUuid());
  event.set_kind(kind);
  event.mutable_event_time()->set_seconds(forum_.start_seconds() + kPanelStart +
                                          second);
  event.set_session(forum_.Session("panel"));
  event.set_instance_id(absl::StrCat("broadcast ", broadcast_));
  event.set_connection_id(connection);
  return event;
}

PresenceEvent Traces::Join(const std::string& connection,
                           const std::string& email,
                           const std::string& external_id) {
  PresenceEvent event = EventOf(PresenceEvent::KIND_JOIN, connection, 0);
  event.mutable_participant()->set_email(email);
  event.mutable_participant()->set_external_id(external_id);
  return event;
}

PresenceEvent Traces::Leave(const std::string& connection,
                            const std::string& email) {
  PresenceEvent event = EventOf(PresenceEvent::KIND_LEAVE, connection, 3600);
  event.mutable_participant()->set_email(email);
  return event;
}

checkin::v1::ReportPresenceResponse::Result::Outcome Traces::Report(
    const PresenceEvent& event) {
  checkin::v1::ReportPresenceRequest request;
  request.set_event(forum_.name());
  request.set_source("platform");
  *request.add_presence_events() = event;
  return registration::Get<checkin::v1::ReportPresenceResponse>(
             platform_.stub(),
             &checkin::v1::PresenceService::Stub::ReportPresence, request)
      .results(0)
      .outcome();
}

void Traces::Upload(const checkin::v1::CheckInRequest& scan) {
  checkin::v1::UploadScansRequest request;
  request.set_device(scan.device());
  auto* offline = request.add_scans();
  *offline->mutable_check_in() = scan;
  RenderTime(absl::Now(), *offline->mutable_check_in()->mutable_scan_time());
  offline->set_outcome(checkin::v1::Decision::OUTCOME_ADMITTED);
  const auto context = NewContext();
  const auto stream = door_.stub().UploadScans(context.get());
  checkin::v1::UploadScansResponse response;
  EXPECT_TRUE(stream->Write(request));
  stream->WritesDone();
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.results(0).has_decision()) << response.DebugString();
  EXPECT_TRUE(stream->Finish().ok());
}

void Traces::Annul(const checkin::v1::CheckInRequest& scan,
                   const std::string& force_reason) {
  checkin::v1::AnnulCheckInRequest request;
  request.set_device(scan.device());
  request.set_scan_id(scan.scan_id());
  request.set_annulling_device(forum_.Device(2));
  request.set_force(true);
  request.set_force_reason(force_reason);
  registration::Get<checkin::v1::AnnulCheckInResponse>(
      door_.stub(), &checkin::v1::CheckInService::Stub::AnnulCheckIn, request);
}

void Traces::Resolve(const checkin::v1::CheckInRequest& scan,
                     const std::string& note) {
  using DoorStub = checkin::v1::CheckInService::Stub;
  checkin::v1::ListConflictsRequest all;
  all.set_event(forum_.name());
  const auto listed = registration::Get<checkin::v1::ListConflictsResponse>(
      door_.stub(), &DoorStub::ListConflicts, all);
  int resolved = 0;
  for (const auto& conflict : listed.conflicts()) {
    if (conflict.scan_id() != scan.scan_id()) continue;
    checkin::v1::ResolveConflictRequest request;
    request.set_name(conflict.name());
    request.set_note(note);
    registration::Get<checkin::v1::ResolveConflictResponse>(
        door_.stub(), &DoorStub::ResolveConflict, request);
    ++resolved;
  }
  EXPECT_GT(resolved, 0);
}

std::string Traces::LeaveEverywhere(const std::string& mark) {
  ++broadcast_;
  // Nobody is known yet.
  Report(Join("early mail", absl::AsciiStrToUpper(EmailOf(mark))));
  Report(Join("early id", "", ExternalIdOf(mark)));
  Report(Join("matched later", EmailOf(mark)));
  std::string name = Register(mark);
  Report(Leave("matched later", EmailOf(mark)));
  Report(Join("by mail", EmailOf(mark)));
  Report(Leave("by mail", EmailOf(mark)));
  Report(Join("by id", "", ExternalIdOf(mark)));

  Scan(ScanOf(name));
  auto forced = ScanOf(name);
  forced.set_force(true);
  forced.set_force_reason(absl::StrCat("I know ", mark));
  Scan(forced);
  Scan(ScanOfCode(ExternalIdOf(mark)));
  auto unknown = ScanOfCode(absl::StrCat("mailto:", EmailOf(mark)));
  unknown.set_force(true);
  unknown.set_force_reason(absl::StrCat("I know ", EmailOf(mark)));
  Scan(unknown);

  auto exit = ScanOf(name);
  exit.set_direction(checkin::v1::Decision::DIRECTION_EXIT);
  Scan(exit);
  Annul(exit, absl::StrCat(mark, " is still here"));
  const auto twice = ScanOf(name);
  Upload(twice);
  Resolve(twice, absl::StrCat("It was ", mark));
  // Of whoever it was, by what was presented, or else by what was written.
  for (const auto& [code, words] :
       {std::pair(ExternalIdOf(mark), mark),
        std::pair(std::string("a lost badge"), EmailOf(mark))}) {
    const auto annulled = ScanOfCode(code);
    Upload(annulled);
    Annul(annulled, absl::StrCat("That was ", words));
    const auto resolved = ScanOfCode(code);
    Upload(resolved);
    Resolve(resolved, absl::StrCat("That was ", words));
  }
  return name;
}

std::string Traces::Reports() {
  using reporting::v1::ReportingService;
  reporting::v1::GetSummaryRequest of_event;
  of_event.set_event(forum_.name());
  auto summary = registration::Get<reporting::v1::GetSummaryResponse>(
      reports_.stub(), &ReportingService::Stub::GetSummary, of_event);
  summary.clear_as_of();
  summary.clear_data_version();

  reporting::v1::GetBreakdownRequest by_all;
  by_all.set_page_size(1000);
  by_all.set_event(forum_.name());
  by_all.add_dimensions(reporting::v1::DIMENSION_COUNTRY);
  by_all.add_dimensions(reporting::v1::DIMENSION_SECTOR);
  by_all.add_dimensions(reporting::v1::DIMENSION_MODE);
  std::string reports = summary.DebugString();
  for (const char* session : {"venue", "panel"}) {
    by_all.set_session(forum_.Session(session));
    auto breakdown = registration::Get<reporting::v1::GetBreakdownResponse>(
        reports_.stub(), &ReportingService::Stub::GetBreakdown, by_all);
    breakdown.clear_as_of();
    breakdown.clear_data_version();
    absl::StrAppend(&reports, breakdown.DebugString());
  }
  return reports;
}

std::vector<std::string> TablesWith(const std::string& mark) {
  std::vector<std::string> needles = {mark, absl::BytesToHexString(mark)};
  for (const std::string& text :
       {EmailOf(mark), NormalizeEmail(EmailOf(mark)), ExternalIdOf(mark)}) {
    needles.push_back(absl::BytesToHexString(Sha256(text)));
  }
  pqxx::connection connection(rollcall::testing::DatabaseUrl());
  pqxx::work tx(connection);
  std::vector<std::string> found;
  for (const pqxx::row& table :
       tx.exec("SELECT table_name FROM information_schema.tables"
               " WHERE table_schema = 'rollcall' AND table_type = 'BASE TABLE'"
               " ORDER BY table_name")) {
    const auto name = table[0].as<std::string>();
    for (const std::string& needle : needles) {
      // A row as text has every column; bytes are in hexadecimal.
      const pqxx::result rows = tx.exec_params(
          absl::StrCat("SELECT FROM rollcall.", tx.quote_name(name),
                       " AS t WHERE strpos(lower(t::text), lower($1)) > 0"
                       " LIMIT 1"),
          needle);
      if (rows.empty()) continue;
      found.push_back(name);
      break;
    }
  }
  return found;
}

}  // namespace rollcall::registration
