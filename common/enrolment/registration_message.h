#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "common/api/field_checker.h"
#include "common/enrolment/registration.h"
#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::enrolment {

// Reads who is to be registered, and notes in `check` what is wrong with it:
// with `person`, `country_code` and `sector_id` under these names after `path`,
// which is empty or ends with a dot. `email` says whether a person needs one.
Registration ParseWho(absl::string_view path,
                      const registration::v1::Person& person,
                      const std::string& country_code,
                      const std::string& sector_id, Requirement email,
                      FieldChecker& check);

}  // namespace rollcall::enrolment
