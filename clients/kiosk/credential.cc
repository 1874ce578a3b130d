#include "clients/kiosk/credential.h"

#include "absl/strings/match.h"

#include "common/api/limits.h"
#include "common/base/utf8.h"
#include "common/ticket/code.h"

namespace rollcall::kiosk {
namespace {

constexpr char kTicketPrefix[] = "RC1:";

}  // namespace

void SetCredential(absl::string_view typed,
                   checkin::v1::CheckInRequest& request) {
  // One more than is taken tells what is too long, without reading all of it.
  const std::string text = ToUtf8(typed.substr(0, limits::kMaxTicketBytes + 1));
  const absl::string_view trimmed = Utf8Trim(text);
  if (absl::StartsWith(trimmed, kTicketPrefix) ||
      trimmed.size() > limits::kMaxCodeBytes) {
    request.set_ticket(
        std::string(Utf8Prefix(trimmed, limits::kMaxTicketBytes)));
  } else {
    request.set_code(std::string(trimmed));
  }
}

Credential ReadCredential(const checkin::v1::CheckInRequest& request,
                          const std::string& event) {
  Credential credential;
  if (request.has_ticket()) {
    credential.ticket = ticket::ParseText(request.ticket());
    if (credential.ticket) {
      credential.wrong_event = credential.ticket->content.event != event;
      credential.value = credential.ticket->content.serial;
    }
  } else if (const auto code = ticket::ParseCode(request.code())) {
    credential.value = *code;
  }
  return credential;
}

}  // namespace rollcall::kiosk
