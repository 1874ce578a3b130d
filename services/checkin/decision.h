#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/ticket/ticket.h"
#include "services/checkin/door.h"

namespace rollcall::checkin {

// A ticket's short code.
struct TicketCode {
  std::string code;
};

// A registration that the operator chose, by id.
struct ChosenRegistration {
  std::string registration;
};

// What a scan presented: something of its event, a ticket's text among it whose
// signature may be wrong, something of another event, or something that no
// ticket can say.
struct ForeignCredential {};
struct UnreadableCredential {};
using Credential =
    std::variant<ticket::SignedTicket, TicketCode, ChosenRegistration,
                 ForeignCredential, UnreadableCredential>;

// One scan as a device sent it; see v1::CheckInRequest.
struct ScanRequest {
  SessionName session;
  Credential credential;
  // What was presented, shortened: kept when nobody is known under it.
  std::string credential_text;
  std::string device;
  std::string gate;
  Direction direction = v1::Decision::DIRECTION_UNSPECIFIED;
  std::string scan_id;
  // Nothing means when it is received.
  std::optional<absl::Time> scan_time;
  std::optional<std::string> attempt_of;
  bool force = false;
  std::string force_reason;
  // Tells whether a repeated scan_id comes with the same content.
  std::string content_hash;
};

// What was answered to a scan; see v1::Decision.
struct Decision {
  SessionName session;
  std::string scan_id;
  // Empty when nobody is known under the credential.
  std::string registration;
  std::string device;
  std::string gate;
  Direction direction = v1::Decision::DIRECTION_UNSPECIFIED;
  Verdict verdict;
  bool force_requested = false;
  absl::Time scan_time;
  absl::Time receive_time;
  std::optional<std::string> attempt_of;
};

}  // namespace rollcall::checkin
