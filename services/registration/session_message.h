#pragma once

#include "common/api/field_checker.h"
#include "services/registration/session.h"

namespace rollcall::registration {

// Reads the session of a CreateSessionRequest, noting in `check` what is wrong
// with it. Its name is left empty.
Session ParseSession(const v1::Session& message, FieldChecker& check);

// Renders all of `session`.
void Render(const Session& session, v1::Session& out);

}  // namespace rollcall::registration
