#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "gtest/gtest.h"

#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "services/checkin/checkin_service.h"
#include "services/registration/registration_service.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"

namespace rollcall::checkin {

// A forum with its three services, and what tests of doors ask of them.
class DoorFixture : public ::testing::Test {
 protected:
  using Stub = v1::CheckInService::Stub;

  // An entry of `registration` by its id at the front door, an hour after the
  // event's start, by a new scan_id.
  v1::CheckInRequest ScanOf(const std::string& registration);
  // Sets when the scan is made, in minutes after the event's start.
  void SetMinute(v1::CheckInRequest& scan, int minute) const;
  // A decision that a device made alone, as it uploads it.
  v1::OfflineScan Offline(const v1::CheckInRequest& scan) const;

  v1::CheckInResponse CheckIn(const v1::CheckInRequest& request);
  // The name of the reason of a refusal; ADMITTED or EXITED otherwise.
  std::string OutcomeOf(const v1::CheckInRequest& request);
  // The reason of the error.
  std::string ErrorOf(const v1::CheckInRequest& request);

  // Uploads `scans` of the device of the first of them, as one message.
  std::vector<v1::UploadScansResponse::Result> Upload(
      const std::vector<v1::OfflineScan>& scans);
  // As above, to `stub`.
  static std::vector<v1::UploadScansResponse::Result> Upload(
      Stub& stub, const std::vector<v1::OfflineScan>& scans);

  // All conflicts that are not settled.
  std::vector<v1::Conflict> Conflicts();
  reporting::v1::GetSummaryResponse Summary();
  // How many the database counts as inside a session.
  int InsideOf(const std::string& session);
  // Sets columns of a session of the forum's.
  void SetSession(const std::string& session, const std::string& assignments);
  // Limits how many may be inside.
  void SetPlaces(const std::string& session, int places);
  // Cancels a registration.
  void Cancel(const std::string& registration);

  std::string EventId() const;

  // Runs `body` while nobody can decide about `registration`, with the number
  // of the backend that keeps them from it.
  void WhileHeld(const std::string& registration,
                 absl::FunctionRef<void(const std::string& backend)> body);
  // Waits until somebody waits for `backend`.
  static void AwaitWaiting(const std::string& backend);

  testing::Serving<registration::v1::RegistrationService,
                   registration::RegistrationService>
      registrar_;
  testing::Serving<v1::CheckInService, CheckInService> door_;
  testing::Serving<reporting::v1::ReportingService, reporting::ReportingService>
      reports_;
  testing::Forum forum_{registrar_.NewChannel()};
};

}  // namespace rollcall::checkin
