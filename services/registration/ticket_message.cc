#include "services/registration/ticket_message.h"

#include "absl/strings/str_cat.h"

#include "common/api/timestamp.h"
#include "common/ticket/ticket.h"

namespace rollcall::registration {

ImageFormats ParseImageFormats(
    const google::protobuf::RepeatedField<int>& formats, FieldChecker& check) {
  ImageFormats parsed;
  for (int i = 0; i < formats.size(); ++i) {
    switch (check.Value(absl::StrCat("image_formats[", i, "]"),
                        static_cast<v1::ImageFormat>(formats[i]))) {
      case v1::IMAGE_FORMAT_PNG:
        parsed.png = true;
        break;
      case v1::IMAGE_FORMAT_SVG:
        parsed.svg = true;
        break;
      default:
        break;
    }
  }
  return parsed;
}

void Render(const Ticket& ticket, const ticket::SigningKey& key,
            v1::Ticket& out) {
  const auto& [event, registration] = ticket.registration;
  const ticket::SignedTicket signed_ticket =
      ticket::Sign({0, event, registration, ticket.serial, ticket.not_before,
                    ticket.not_after},
                   key);
  out.set_registration(ticket.registration.ToString());
  out.set_text(ticket::RenderText(signed_ticket));
  out.set_code(ticket.code);
  out.set_join_token(ticket.join_token);
  RenderTime(ticket.create_time, *out.mutable_create_time());
  RenderTime(signed_ticket.content.not_after, *out.mutable_expire_time());
}

}  // namespace rollcall::registration
