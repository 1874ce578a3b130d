#pragma once

#include <string>

#include "common/api/field_checker.h"
#include "common/api/resource_name.h"
#include "services/registration/admission.h"

namespace rollcall::registration {

// Reads the rules of the door of `session` from `message`, which stands at
// `field` of the request, noting in `check` what is wrong with them: durations
// are whole seconds from 0 to limits::kMaxDoorOffset, devices are of the
// session's event, and each stands once.
AdmissionPolicy ParseAdmission(const std::string& field,
                               const v1::AdmissionPolicy& message,
                               const SessionName& session, FieldChecker& check);

// Renders all of `admission`, whose devices are of `event`.
void RenderAdmission(const AdmissionPolicy& admission, const std::string& event,
                     v1::AdmissionPolicy& out);

}  // namespace rollcall::registration
