#include "services/registration/registration_message.h"

#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/ticket/ticket.h"
#include "services/registration/event_message.h"

namespace rollcall::registration {
namespace {

Person ParsePerson(const v1::Person& message, FieldChecker& check) {
  Person person;
  person.display_name =
      check.Text("registration.person.display_name", message.display_name(),
                 limits::kMaxPersonName, Requirement::kRequired);
  person.email = message.email();
  person.email_key = check.Email("registration.person.email", message.email(),
                                 Requirement::kRequired);
  person.external_id =
      check.Text("registration.person.external_id", message.external_id(),
                 limits::kMaxForeignId, Requirement::kOptional);
  person.organization =
      check.Text("registration.person.organization", message.organization(),
                 limits::kMaxTitle, Requirement::kOptional);
  person.job_title =
      check.Text("registration.person.job_title", message.job_title(),
                 limits::kMaxTitle, Requirement::kOptional);
  return person;
}

}  // namespace

Registration ParseRegistration(const v1::Registration& message,
                               FieldChecker& check) {
  Registration registration;
  registration.mode = check.Value("registration.mode", message.mode());
  registration.person = ParsePerson(message.person(), check);
  registration.country_code = message.country_code();
  CheckCountry("registration.country_code", registration.country_code, check);
  registration.sector_id = message.sector_id();
  if (!registration.sector_id.empty()) {
    check.Slug("registration.sector_id", registration.sector_id);
  }
  return registration;
}

void Render(const Registration& registration, v1::Registration& out) {
  out.set_name(registration.name.ToString());
  out.set_state(registration.state);
  out.set_mode(registration.mode);
  auto* person = out.mutable_person();
  person->set_display_name(registration.person.display_name);
  person->set_email(registration.person.email);
  person->set_external_id(registration.person.external_id);
  person->set_organization(registration.person.organization);
  person->set_job_title(registration.person.job_title);
  out.set_country_code(registration.country_code);
  out.set_sector_id(registration.sector_id);
  RenderTime(registration.create_time, *out.mutable_create_time());
}

void Render(const Ticket& ticket, v1::Ticket& out) {
  out.set_registration(ticket.registration.ToString());
  out.set_text(ticket::Render({ticket.registration.event, ticket.secret}));
  out.set_code(ticket.code);
  RenderTime(ticket.create_time, *out.mutable_create_time());
}

}  // namespace rollcall::registration
