#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::enrolment {

// Who a registration is for; see v1::Person.
struct Person {
  std::string display_name;
  // Empty means none.
  std::string email;
  // The form under which the event keeps the address: see KeyedFor. From a
  // request NormalizeEmail of `email`.
  std::string email_key;
  // Empty means none.
  std::string external_id;
  std::string organization;
  std::string job_title;

  bool operator==(const Person&) const = default;
};

// One person at one event; see v1::Registration.
struct Registration {
  RegistrationName name;
  registration::v1::Registration::State state =
      registration::v1::Registration::STATE_UNSPECIFIED;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  Person person;
  // Empty means unknown.
  std::string country_code;
  std::string sector_id;
  // The ids of the sessions that it includes, besides `venue`, in their order.
  std::vector<std::string> sessions;
  // The delegation's id; empty means none.
  std::string delegation_id;
  int waitlist_priority = 0;
  // A place is offered until then.
  std::optional<absl::Time> offer_expire_time;
  // The registration that has the place now; empty means none.
  std::string transferred_to;
  // When `person` was emptied.
  std::optional<absl::Time> erase_time;
  // Doors let nobody in by it.
  bool blocked = false;
  absl::Time create_time;
  // Counts the changes.
  int64_t version = 0;

  bool operator==(const Registration&) const = default;
};

}  // namespace rollcall::enrolment
