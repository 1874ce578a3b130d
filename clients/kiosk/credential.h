#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

#include "common/ticket/ticket.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::kiosk {

// Sets the credential of `request` to what a scanner or a keyboard typed, white
// space around it removed: the text of a ticket or, if it is anything else and
// not too long, a short code. What is too long for either is cut off, and known
// to nobody.
void SetCredential(absl::string_view typed,
                   checkin::v1::CheckInRequest& request);

// What the credential of a scan says by itself.
struct Credential {
  // A ticket's text that can be read, whatever its signature is worth.
  std::optional<ticket::SignedTicket> ticket;
  // It is another event's.
  bool wrong_event = false;
  // The ticket's serial, or the code in its stored form; empty when it cannot
  // be read.
  std::string value;
};

// Reads the ticket or code of `request`, presented at `event`, an id.
Credential ReadCredential(const checkin::v1::CheckInRequest& request,
                          const std::string& event);

}  // namespace rollcall::kiosk
