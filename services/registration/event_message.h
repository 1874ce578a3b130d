#pragma once

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "services/registration/event.h"

namespace rollcall::registration {

// Reads the event of a request, noting in `check` what is wrong with
// it, and fills in the defaults.
Event ParseEvent(const v1::Event& message, FieldChecker& check);

// Reads which fields of an event `request` changes.
google::protobuf::FieldMask ParseMask(const v1::UpdateEventRequest& request,
                                      FieldChecker& check);

// Returns `stored` with `fields` of `message` in place of its own and all that
// is output only as it was. Fails with INVALID_FIELD as ParseEvent does, and if
// a field would change that cannot.
absl::StatusOr<Event> Merge(const Event& stored, const v1::Event& message,
                            const google::protobuf::FieldMask& fields);

// Renders all of `event`.
void Render(const Event& event, v1::Event& out);

}  // namespace rollcall::registration
