#pragma once

#include "common/api/field_checker.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// Reads the registration of a CreateRegistrationRequest, noting in `check` what
// is wrong with it. Its name and state are left empty.
Registration ParseRegistration(const v1::Registration& message,
                               FieldChecker& check);

// Renders all of `registration`.
void Render(const Registration& registration, v1::Registration& out);

// Renders all of `ticket`.
void Render(const Ticket& ticket, v1::Ticket& out);

}  // namespace rollcall::registration
