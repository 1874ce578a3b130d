#pragma once

#include <string>

#include "common/enrolment/registration.h"

namespace rollcall::enrolment {

// All that says who `person` is, in a row that no two different people share:
// what the audit has commitments to. The name, the address, the external id,
// the organization and the job title, each in the way of audit::Encoding::Text.
std::string PersonText(const Person& person);

}  // namespace rollcall::enrolment
