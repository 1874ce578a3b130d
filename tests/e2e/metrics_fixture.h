#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_event.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/harness/program.h"

namespace rollcall::testing {

// A process of each service that tells metrics, and an event at which something
// of everything may happen.
class MetricsFixture : public ::testing::Test {
 protected:
  // The environment of a service that tells metrics.
  static Environment Telling();

  MetricsFixture();

  // Scans at the event's start; `change` makes the scan another one.
  checkin::v1::CheckInResponse Scan(
      const std::string& session, const std::string& registration,
      const std::function<void(checkin::v1::CheckInRequest&)>& change =
          [](checkin::v1::CheckInRequest&) {});
  // At the venue an entry, its replay, a refusal, a forced entry and a code
  // that nobody has; an entry at the panel.
  void HaveScans();
  // Two doors were offline and let the same person in.
  void HaveUploads();
  // Of somebody a connection that left and one that the session has ended, of
  // somebody unknown another; all of it twice.
  void HaveOnlinePresence();
  // A summary, and one for nobody's token; audits of right rollups, of wrong
  // ones, and one that repairs them.
  void HaveReports();
  // The event is of years ago; from now on it ends today.
  void HaveItGoOn();
  // Where each service tells its metrics.
  std::vector<std::string> MetricsAddresses() const;
  // The id of the event.
  std::string EventId() const;

  const ServiceProcess registration_{"registration", DatabaseUrl(),
                                     OwnAddress(), Telling()};
  ServiceProcess checkin_{"checkin", DatabaseUrl(), OwnAddress(), Telling()};
  const ServiceProcess reporting_{"reporting", DatabaseUrl(), OwnAddress(),
                                  Telling()};
  Forum forum_;
  const std::unique_ptr<checkin::v1::CheckInService::Stub> door_;

 private:
  void Upload(int device, const std::string& registration);
  void AuditRollups(reporting::v1::ReportingService::Stub& analyst,
                    bool repair);
};

}  // namespace rollcall::testing
