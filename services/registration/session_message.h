#pragma once

#include "absl/status/statusor.h"
#include "google/protobuf/field_mask.pb.h"

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "services/registration/session.h"

namespace rollcall::registration {

// Reads the session `name` of a request, noting in `check` what is wrong with
// it, and fills in the defaults.
Session ParseSession(const SessionName& name, const v1::Session& message,
                     FieldChecker& check);

// Reads which fields of the session `name` `request` changes: of `venue`, which
// follows its event, `admission` and its parts alone.
google::protobuf::FieldMask ParseMask(const SessionName& name,
                                      const v1::UpdateSessionRequest& request,
                                      FieldChecker& check);

// Returns `stored` with `fields` of `message`, as ParseMask gave them, in place
// of its own and all that is output only as it was. Fails with INVALID_FIELD as
// ParseSession does.
absl::StatusOr<Session> Merge(const Session& stored, const v1::Session& message,
                              const google::protobuf::FieldMask& fields);

// Renders all of `session`.
void Render(const Session& session, v1::Session& out);

}  // namespace rollcall::registration
