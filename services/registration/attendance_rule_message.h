#pragma once

#include <string>

#include "absl/time/time.h"

#include "common/api/field_checker.h"
#include "services/registration/attendance_rule.h"

namespace rollcall::registration {

// Reads the rule of `message`, which stands at `field` of the request, of an
// event where being PRESENT takes `threshold` by duration, noting in `check`
// what is wrong with it. Of the empty message, the rule of an event that has
// none.
AttendanceRule ParseAttendanceRule(const std::string& field,
                                   const v1::AttendanceRule& message,
                                   absl::Duration threshold,
                                   FieldChecker& check);

// Renders all of `rule`.
void Render(const AttendanceRule& rule, v1::AttendanceRule& out);

}  // namespace rollcall::registration
