#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "tests/harness/forum.h"

namespace rollcall::testing {

// Who is at an event, and what is asked for about them, at random.
class Crowd {
 public:
  // Registers `visitors` who come and `viewers` who watch. Nobody does both.
  Crowd(Forum& forum, int visitors, int viewers);

  const std::string& event() const { return event_; }

  // A visitor comes or goes, at the front door or at the panel's.
  checkin::v1::CheckInRequest NewScan(const std::string& device,
                                      std::mt19937_64& random) const;

  // Viewers join the panel and leave it, a few of them and in any order, on
  // connections named after `batch`.
  checkin::v1::ReportPresenceRequest NewReport(const std::string& source,
                                               const std::string& batch,
                                               std::mt19937_64& random) const;

  // Somebody else registers, under an external id with this number.
  registration::v1::CreateRegistrationRequest NewGuest(int number) const;

 private:
  const std::string event_;
  const std::string venue_;
  const std::string panel_;
  const int64_t start_seconds_;
  std::vector<std::string> visitors_;
  std::vector<std::string> viewers_;
};

// Whether a platform was told that what it has seen is there.
bool IsRecorded(const checkin::v1::ReportPresenceResponse::Result& result);

}  // namespace rollcall::testing
