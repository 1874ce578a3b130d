#include "tests/checkin/door_fixture.h"

#include <cstdlib>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"

namespace rollcall::checkin {

using testing::Call;
using testing::ExecuteSql;
using testing::NewContext;
using testing::ReasonOf;

v1::CheckInRequest DoorFixture::ScanOf(const std::string& registration) {
  v1::CheckInRequest request;
  request.set_session(forum_.Session("venue"));
  request.set_registration(registration);
  request.set_device(forum_.Device(1));
  request.set_gate("North");
  request.set_direction(v1::Decision::DIRECTION_ENTRY);
  request.set_scan_id(NewUuid());
  SetMinute(request, 60);
  return request;
}

void DoorFixture::SetMinute(v1::CheckInRequest& scan, int minute) const {
  scan.mutable_scan_time()->set_seconds(forum_.start_seconds() + minute * 60);
}

v1::OfflineScan DoorFixture::Offline(const v1::CheckInRequest& scan) const {
  v1::OfflineScan offline;
  *offline.mutable_check_in() = scan;
  offline.set_outcome(scan.direction() == v1::Decision::DIRECTION_EXIT
                          ? v1::Decision::OUTCOME_EXITED
                          : v1::Decision::OUTCOME_ADMITTED);
  return offline;
}

v1::CheckInResponse DoorFixture::CheckIn(const v1::CheckInRequest& request) {
  v1::CheckInResponse response;
  const grpc::Status status =
      Call(door_.stub(), &Stub::CheckIn, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
  return response;
}

std::string DoorFixture::OutcomeOf(const v1::CheckInRequest& request) {
  const v1::Decision decision = CheckIn(request).decision();
  switch (decision.outcome()) {
    case v1::Decision::OUTCOME_ADMITTED:
      return "ADMITTED";
    case v1::Decision::OUTCOME_EXITED:
      return "EXITED";
    default:
      return v1::Decision::Reason_Name(decision.reason());
  }
}

std::string DoorFixture::ErrorOf(const v1::CheckInRequest& request) {
  v1::CheckInResponse response;
  return ReasonOf(Call(door_.stub(), &Stub::CheckIn, request, &response));
}

std::vector<v1::UploadScansResponse::Result> DoorFixture::Upload(
    const std::vector<v1::OfflineScan>& scans) {
  return Upload(door_.stub(), scans);
}

std::vector<v1::UploadScansResponse::Result> DoorFixture::Upload(
    Stub& stub, const std::vector<v1::OfflineScan>& scans) {
  v1::UploadScansRequest request;
  request.set_device(scans.front().check_in().device());
  for (const v1::OfflineScan& scan : scans) *request.add_scans() = scan;
  const auto context = NewContext();
  const auto stream = stub.UploadScans(context.get());
  v1::UploadScansResponse response;
  EXPECT_TRUE(stream->Write(request));
  EXPECT_TRUE(stream->Read(&response));
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
  return {response.results().begin(), response.results().end()};
}

std::vector<v1::Conflict> DoorFixture::Conflicts() {
  v1::ListConflictsRequest request;
  v1::ListConflictsResponse response;
  request.set_event(forum_.name());
  request.set_page_size(1000);
  const grpc::Status status =
      Call(door_.stub(), &Stub::ListConflicts, request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
  return {response.conflicts().begin(), response.conflicts().end()};
}

reporting::v1::GetSummaryResponse DoorFixture::Summary() {
  reporting::v1::GetSummaryRequest request;
  reporting::v1::GetSummaryResponse response;
  request.set_event(forum_.name());
  const grpc::Status status =
      Call(reports_.stub(), &reporting::v1::ReportingService::Stub::GetSummary,
           request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  return response;
}

int DoorFixture::InsideOf(const std::string& session) {
  return std::atoi(ExecuteSql("SELECT coalesce(sum(inside_count), 0) FROM "
                              "rollcall.occupancy WHERE event_id = '" +
                              EventId() + "' AND session_id = '" + session +
                              "'")
                       .c_str());
}

void DoorFixture::SetSession(const std::string& session,
                             const std::string& assignments) {
  ExecuteSql("UPDATE rollcall.agenda_session SET " + assignments +
             " WHERE event_id = '" + EventId() + "' AND session_id = '" +
             session + "'");
}

void DoorFixture::SetPlaces(const std::string& session, int places) {
  ExecuteSql(absl::StrCat(
      "INSERT INTO rollcall.capacity (event_id, "
      "session_id, mode, place_count, taken_count) VALUES "
      "('",
      EventId(), "', '", session, "', 'IN_PERSON', ", places, ", 0)"));
}

void DoorFixture::Cancel(const std::string& registration) {
  registration::v1::CancelRegistrationRequest request;
  registration::v1::CancelRegistrationResponse response;
  request.set_name(registration);
  request.set_initiator(
      registration::v1::CancelRegistrationRequest::INITIATOR_ORGANIZER);
  const grpc::Status status =
      Call(forum_.stub(),
           &registration::v1::RegistrationService::Stub::CancelRegistration,
           request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
}

std::string DoorFixture::EventId() const {
  return forum_.name().substr(sizeof("events/") - 1);
}

void DoorFixture::WhileHeld(
    const std::string& registration,
    absl::FunctionRef<void(const std::string& backend)> body) {
  constexpr db::Statement kHold = {
      "hold_registration",
      "SELECT pg_backend_pid() AS backend FROM rollcall.registration WHERE "
      "event_id = $1 AND registration_id = $2::uuid FOR UPDATE"};
  const std::string id = registration.substr(registration.rfind('/') + 1);
  const auto done =
      db::Transact(registrar_.pool(), absl::InfiniteFuture(),
                   [&](db::Transaction& tx) -> absl::StatusOr<bool> {
                     ASSIGN_OR_RETURN(const pqxx::result held,
                                      tx.Exec(kHold, EventId(), id));
                     body(db::TextOf(held.front(), "backend"));
                     return true;
                   });
  EXPECT_TRUE(done.ok());
}

void DoorFixture::AwaitWaiting(const std::string& backend) {
  while (!testing::IsWaitedFor(backend)) std::this_thread::yield();
}

}  // namespace rollcall::checkin
