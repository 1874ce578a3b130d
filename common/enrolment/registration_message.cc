#include "common/enrolment/registration_message.h"

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/geo/country_field.h"

namespace rollcall::enrolment {
namespace {

Person ParsePerson(const std::string& path,
                   const registration::v1::Person& message, Requirement email,
                   FieldChecker& check) {
  Person person;
  person.display_name =
      check.Text(path + "display_name", message.display_name(),
                 limits::kMaxPersonName, Requirement::kRequired);
  person.email = message.email();
  person.email_key = check.Email(path + "email", message.email(), email);
  person.external_id =
      check.Text(path + "external_id", message.external_id(),
                 limits::kMaxForeignId, Requirement::kOptional);
  person.organization =
      check.Text(path + "organization", message.organization(),
                 limits::kMaxTitle, Requirement::kOptional);
  person.job_title = check.Text(path + "job_title", message.job_title(),
                                limits::kMaxTitle, Requirement::kOptional);
  return person;
}

}  // namespace

Registration ParseWho(absl::string_view path,
                      const registration::v1::Person& person,
                      const std::string& country_code,
                      const std::string& sector_id, Requirement email,
                      FieldChecker& check) {
  Registration registration;
  registration.person =
      ParsePerson(absl::StrCat(path, "person."), person, email, check);
  registration.country_code = country_code;
  geo::CheckCountry(absl::StrCat(path, "country_code"), country_code, check);
  registration.sector_id = sector_id;
  if (!sector_id.empty()) {
    check.Slug(absl::StrCat(path, "sector_id"), sector_id);
  }
  return registration;
}

}  // namespace rollcall::enrolment
