#pragma once

#include <string>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::registration {

// Who a registration is for; see v1::Person.
struct Person {
  std::string display_name;
  std::string email;
  // NormalizeEmail of `email`.
  std::string email_key;
  // Empty means none.
  std::string external_id;
  std::string organization;
  std::string job_title;
};

// One person at one event; see v1::Registration.
struct Registration {
  RegistrationName name;
  v1::Registration::State state = v1::Registration::STATE_UNSPECIFIED;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  Person person;
  // Empty means unknown.
  std::string country_code;
  std::string sector_id;
  absl::Time create_time;
};

// What admits a registration; see v1::Ticket.
struct Ticket {
  RegistrationName registration;
  std::string secret;
  std::string code;
  absl::Time create_time;
};

}  // namespace rollcall::registration
