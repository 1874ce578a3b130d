#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "services/checkin/connection.h"

namespace rollcall::checkin {

// Who a platform saw, by the first that is not empty.
struct Participant {
  // A registration's id.
  std::string registration;
  std::string external_id;
  std::string email;
  // NormalizeEmail of `email`.
  std::string email_key;

  bool IsKnown() const {
    return !registration.empty() || !external_id.empty() || !email_key.empty();
  }
};

// One event as a platform reported it; see v1::PresenceEvent.
struct PresenceReport {
  ConnectionKey connection;
  ConnectionEvent event;
  Participant participant;
  // Tells whether a repeated source_event_id comes with the same content.
  std::string content_hash;
};

// What became of an event.
struct PresenceResult {
  v1::ReportPresenceResponse::Result::Outcome outcome =
      v1::ReportPresenceResponse::Result::OUTCOME_UNSPECIFIED;
  // The id of whose presence it is; empty unless matched.
  std::string registration;
  // Why it was rejected.
  absl::Status error;
};

}  // namespace rollcall::checkin
