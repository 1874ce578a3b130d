#include "common/enrolment/policy.h"

#include "absl/strings/str_cat.h"

#include "common/api/email.h"

namespace rollcall::enrolment {

Registration KeyedFor(const EventPolicy& policy, Registration registration) {
  Person& person = registration.person;
  if (person.email.empty()) {
    person.email_key = absl::StrCat("~", registration.name.registration);
  } else if (policy.ignore_plus_alias) {
    person.email_key = WithoutPlusAlias(person.email_key);
  }
  return registration;
}

}  // namespace rollcall::enrolment
