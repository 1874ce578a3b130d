#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

#include "services/checkin/checkin_service.h"
#include "services/checkin/presence_service.h"
#include "services/registration/registration_service.h"
#include "services/reporting/report.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"

namespace rollcall::reporting {

using RegistrationServer =
    rollcall::testing::Serving<registration::v1::RegistrationService,
                               registration::RegistrationService>;
using DoorServer = rollcall::testing::Serving<checkin::v1::CheckInService,
                                              checkin::CheckInService>;
using PresenceServer = rollcall::testing::Serving<checkin::v1::PresenceService,
                                                  checkin::PresenceService>;
using ReportServer =
    rollcall::testing::Serving<v1::ReportingService, ReportingService>;

// An event of the test's own with its door, its streaming platform and its
// reports.
class Hall {
 public:
  Hall() : forum_(registration_.NewChannel()) {}

  rollcall::testing::Forum& forum() { return forum_; }
  // events/{event}/sessions/{session} of forum().
  std::string Session(const std::string& session) const {
    return forum_.Session(session);
  }
  // An instant so long after the start of the event.
  absl::Time At(absl::Duration since_start) const;

  // A delegation without limits. Returns its name.
  std::string CreateDelegation(const std::string& display_name,
                               const std::string& country);

  // Changes what `paths` name of forum(), to what `event` says.
  void Change(registration::v1::Event event,
              const std::vector<std::string>& paths);
  // Gives a session of forum() other hours.
  void Move(const std::string& session, absl::Time start, absl::Time end);

  // Scans `registration` at the door of `session`. Returns what the door does.
  checkin::v1::Decision::Outcome Enter(const std::string& session,
                                       const std::string& registration,
                                       absl::Time time);
  checkin::v1::Decision::Outcome Exit(const std::string& session,
                                      const std::string& registration,
                                      absl::Time time);

  // `registration` watches `session` with a connection of its own.
  void Watch(const std::string& session, const std::string& registration,
             absl::Time join, absl::Time leave);
  // As Watch, without an end.
  void Join(const std::string& session, const std::string& registration,
            absl::Time join);

  // The days of what `registration` watched of `session`, with the seconds of
  // each: `2022-09-03: 7200, 2022-09-04: 10800`, or `none`.
  std::string DaysOf(const std::string& session,
                     const std::string& registration);

  // The answers about forum(), as a whole when `session` is empty.
  v1::GetSummaryResponse Summary(const std::string& session = "");
  v1::GetBreakdownResponse Breakdown(
      const std::vector<v1::Dimension>& dimensions,
      const std::string& session = "", const v1::PeopleFilter& filter = {});
  v1::GetTimelineResponse Timeline(const v1::GetTimelineRequest& request);
  v1::GetSessionReportResponse SessionReport(const std::string& session);
  v1::GetCommuniqueResponse Communique();

  v1::ReportingService::Stub& reports() { return report_.stub(); }
  checkin::v1::CheckInService::Stub& doors() { return door_.stub(); }
  registration::v1::RegistrationService::Stub& registrations() {
    return registration_.stub();
  }

 private:
  checkin::v1::Decision::Outcome Scan(
      const std::string& session, const std::string& registration,
      absl::Time time, checkin::v1::Decision::Direction direction);
  void Report(const checkin::v1::ReportPresenceRequest& request);

  RegistrationServer registration_;
  DoorServer door_;
  PresenceServer presence_;
  ReportServer report_;
  rollcall::testing::Forum forum_;
};

// Counts as one line.
std::string Text(const v1::Counts& counts);
std::string Text(const Counts& counts);

// The values of a breakdown's rows, each joined by `/`, in their order.
std::vector<std::string> ValuesOf(const v1::GetBreakdownResponse& breakdown);

// The fields that the violations name, in their order.
std::vector<std::string> FieldsOf(const grpc::Status& status);

}  // namespace rollcall::reporting
