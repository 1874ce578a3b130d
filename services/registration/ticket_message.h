#pragma once

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/repeated_field.h"

#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/ticket/qr_image.h"
#include "common/ticket/signing_key.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "services/registration/ticket.h"

namespace rollcall::registration {

// Which pictures of a ticket a request asks for.
struct ImageFormats {
  bool png = false;
  bool svg = false;
};

// Reads the field `image_formats`, noting in `check` what is wrong with it.
ImageFormats ParseImageFormats(
    const google::protobuf::RepeatedField<int>& formats, FieldChecker& check);

// Renders all of `ticket`, its text signed with `key`.
void Render(const Ticket& ticket, const ticket::SigningKey& key,
            v1::Ticket& out);

// Renders into `response`, which has a ticket, the pictures of it that
// `formats` asks for.
template <typename Response>
absl::Status RenderImages(const ImageFormats& formats, Response& response) {
  const std::string& text = response.ticket().text();
  if (formats.png) {
    ASSIGN_OR_RETURN(*response.mutable_png(), ticket::RenderQrPng(text));
  }
  if (formats.svg) {
    ASSIGN_OR_RETURN(*response.mutable_svg(), ticket::RenderQrSvg(text));
  }
  return absl::OkStatus();
}

}  // namespace rollcall::registration
