#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "common/auth/act.h"
#include "rollcall/checkin/v1/presence_service.pb.h"
#include "services/checkin/connection.h"

namespace rollcall::checkin {

// Who a platform saw; see v1::Participant.
struct Participant {
  // A UUID.
  std::string join_token;
  // A registration's id.
  std::string registration;
  std::string external_id;
  std::string email;
  // NormalizeEmail of `email`.
  std::string email_key;
  v1::Participant::Kind kind = v1::Participant::KIND_PERSON;
  std::string unverified_email;
  std::string display_name;

  // Whether it may lead to somebody.
  bool IsKnown() const {
    return !join_token.empty() || !registration.empty() ||
           !external_id.empty() || !email_key.empty();
  }
  // Whether it has anything that helps somebody to tell who it is.
  bool HasWords() const {
    return !external_id.empty() || !email.empty() ||
           !unverified_email.empty() || !display_name.empty();
  }
};

// One event as a platform reported it; see v1::PresenceEvent.
struct PresenceReport {
  // Of what is of an instance, without a connection.
  ConnectionKey connection;
  ConnectionEvent event;
  // Of a SNAPSHOT: the connections that the instance has.
  std::vector<std::string> present;
  Participant participant;
  // Tells whether a repeated source_event_id comes with the same content.
  std::string content_hash;
  // Who reported it; never null.
  std::shared_ptr<const auth::Act> act;
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
