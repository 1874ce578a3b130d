#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/door/door.h"
#include "common/ticket/ticket.h"

namespace rollcall::checkin {

using door::Anomaly;
using door::Direction;
using door::Outcome;
using door::Reason;
using door::Verdict;
using SessionKind = registration::v1::Session::Kind;

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

// What a device decided alone; see v1::OfflineScan.
struct OfflineRuling {
  Outcome outcome = v1::Decision::OUTCOME_UNSPECIFIED;
  std::vector<Reason> reasons;
  absl::Duration clock_offset;
};

// One scan as a device sent it; see v1::CheckInRequest.
struct ScanRequest {
  SessionName session;
  Credential credential;
  // What was presented, shortened: kept when nobody is known under it.
  std::string credential_text;
  std::string device;
  // The event that the device belongs to.
  std::string device_event;
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
  // Nothing means that the service decides.
  std::optional<OfflineRuling> offline;
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
  bool offline = false;
  bool quarantined = false;
  std::optional<absl::Time> annul_time;
  // The event's IANA time zone.
  std::string time_zone;
};

// A decision, new or old.
struct Answer {
  Decision decision;
  // The scan_id was decided before.
  bool replayed = false;
  // What the session is, for a decision that is new.
  SessionKind session_kind = registration::v1::Session::KIND_UNSPECIFIED;
};

// A scan: the ids of its device and its own.
using ScanKey = std::pair<std::string, std::string>;

// A decision as it is kept.
struct StoredDecision {
  Decision decision;
  // Empty once what was presented is erased.
  std::string content_hash;
};

// A decision to keep, with the scan that it answers.
struct NewDecision {
  const ScanRequest* scan = nullptr;
  Decision decision;
  // No words about the person are kept.
  bool erased = false;
};

// Takes a scan back; see v1::AnnulCheckInRequest.
struct AnnulRequest {
  std::string event;
  // The scan.
  std::string device;
  std::string scan_id;
  // Who asks.
  std::string annulling_device;
  bool force = false;
  std::string force_reason;
};

// A scan that is recorded further than this ahead of the server's clock is not
// counted.
inline constexpr absl::Duration kMaxClockLead = absl::Minutes(10);

}  // namespace rollcall::checkin
