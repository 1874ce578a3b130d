#pragma once

#include <string>

#include "common/enrolment/registration.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// Somebody who comes without a registration; see v1::AdmitWalkInRequest.
struct WalkIn {
  // An entry, without a credential. Its content_hash says nothing about the
  // person, since it outlives an erasure.
  ScanRequest scan;
  // The person, country and sector.
  enrolment::Registration registration;
  // Tells whether a repeated scan_id comes with the same person, too.
  std::string request_hash;
};

// What was answered to a walk-in; see v1::AdmitWalkInResponse.
struct WalkInAnswer {
  Answer answer;
  std::string ticket_code;
};

}  // namespace rollcall::checkin
