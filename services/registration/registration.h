#pragma once

#include <string>
#include <vector>

#include "common/enrolment/registration.h"
#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::registration {

using enrolment::Person;
using enrolment::Registration;

// Which registrations a list returns. Empty fields select all.
struct RegistrationFilter {
  std::vector<v1::Registration::State> states;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  std::string country_code;
  std::string sector_id;
  // A delegation's id.
  std::string delegation;
  // A part of the name, as FoldName returns it.
  std::string name_part;
};

}  // namespace rollcall::registration
