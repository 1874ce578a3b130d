#pragma once

#include "common/api/field_checker.h"
#include "services/registration/event.h"

namespace rollcall::registration {

// Reads the event of a CreateEventRequest, noting in `check` what is wrong with
// it, and fills in the defaults.
Event ParseEvent(const v1::Event& message, FieldChecker& check);

// Renders all of `event`.
void Render(const Event& event, v1::Event& out);

// Notes a violation unless `code` is empty or an ISO 3166-1 alpha-2 code.
void CheckCountry(absl::string_view field, const std::string& code,
                  FieldChecker& check);

}  // namespace rollcall::registration
