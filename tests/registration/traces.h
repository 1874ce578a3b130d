#pragma once

#include <string>
#include <vector>

#include "services/checkin/checkin_service.h"
#include "services/checkin/presence_service.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {

// A person whose every field holds `mark`, which nothing else does.
v1::CreateRegistrationRequest MarkedRegistration(const std::string& event,
                                                 const std::string& mark);
std::string EmailOf(const std::string& mark);
std::string ExternalIdOf(const std::string& mark);

// An event of the test's own, and whatever may keep something about a person:
// its registrations, its door and its streaming platform.
class Traces {
 public:
  Traces() : forum_(registrations_.NewChannel()) {}

  rollcall::testing::Forum& forum() { return forum_; }
  Stub& stub() { return registrations_.stub(); }

  // Registers MarkedRegistration; returns its name.
  std::string Register(const std::string& mark);
  v1::Registration Get(const std::string& name);
  v1::Registration Erase(const std::string& name);

  // An entry at the front door by a new scan_id.
  checkin::v1::CheckInRequest ScanOf(const std::string& registration);
  // As ScanOf, of something that is no ticket.
  checkin::v1::CheckInRequest ScanOfCode(const std::string& code);
  checkin::v1::CheckInResponse Scan(const checkin::v1::CheckInRequest& request);

  // An event in the panel, `second` seconds after its start.
  checkin::v1::PresenceEvent EventOf(checkin::v1::PresenceEvent::Kind kind,
                                     const std::string& connection, int second);
  checkin::v1::PresenceEvent Join(const std::string& connection,
                                  const std::string& email,
                                  const std::string& external_id = "");
  // An hour after the panel's start.
  checkin::v1::PresenceEvent Leave(const std::string& connection,
                                   const std::string& email = "");
  checkin::v1::ReportPresenceResponse::Result::Outcome Report(
      const checkin::v1::PresenceEvent& event);

  // Uploads `scan` as an admission that its device decided offline.
  void Upload(const checkin::v1::CheckInRequest& scan);
  // Takes `scan` back as a supervisor who says why.
  void Annul(const checkin::v1::CheckInRequest& scan,
             const std::string& force_reason);
  // Resolves the conflicts of `scan`, one at least.
  void Resolve(const checkin::v1::CheckInRequest& scan,
               const std::string& note);

  // Everything that can be said about the person of `mark` to the services.
  // Returns the registration.
  std::string LeaveEverywhere(const std::string& mark);

  // What is reported about the event, without the instant and the version.
  std::string Reports();

 private:
  RegistrationServer registrations_;
  rollcall::testing::Serving<checkin::v1::CheckInService,
                             checkin::CheckInService>
      door_;
  rollcall::testing::Serving<checkin::v1::PresenceService,
                             checkin::PresenceService>
      platform_;
  rollcall::testing::Serving<reporting::v1::ReportingService,
                             reporting::ReportingService>
      reports_;
  rollcall::testing::Forum forum_;
  // Another one for each person who leaves traces everywhere.
  int broadcast_ = 0;
};

// The tables of the schema with a row that holds `mark` anywhere, also as
// bytes, or a hash of what MarkedRegistration says.
std::vector<std::string> TablesWith(const std::string& mark);

}  // namespace rollcall::registration
