#include "common/enrolment/person_text.h"

#include "common/audit/encoding.h"

namespace rollcall::enrolment {

std::string PersonText(const Person& person) {
  audit::Encoding encoding;
  encoding.Text(person.display_name)
      .Text(person.email)
      .Text(person.external_id)
      .Text(person.organization)
      .Text(person.job_title);
  return encoding.bytes();
}

}  // namespace rollcall::enrolment
