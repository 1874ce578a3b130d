#include "tests/harness/forum.h"

#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"

namespace rollcall::testing {
namespace {

using registration::v1::RegistrationService;

// 2022-09-03 01:00 UTC, which is 09:00 in Shanghai.
constexpr int64_t kStartSeconds = 1662166800;
constexpr int64_t kHour = 3600;

void Require(const grpc::Status& status) {
  if (!status.ok()) {
    throw std::runtime_error(
        absl::StrCat(ReasonOf(status), ": ", status.error_message()));
  }
}

}  // namespace

registration::v1::CreateEventRequest ValidEvent(const std::string& event_id) {
  registration::v1::CreateEventRequest request;
  request.set_event_id(event_id);
  auto* event = request.mutable_event();
  event->set_title("A forum");
  event->set_time_zone("Asia/Shanghai");
  event->mutable_start_time()->set_seconds(kStartSeconds);
  event->mutable_end_time()->set_seconds(kStartSeconds + 9 * kHour);
  return request;
}

Forum::Forum(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(RegistrationService::NewStub(channel)) {
  registration::v1::CreateEventResponse event;
  Require(Call(*stub_, &RegistrationService::Stub::CreateEvent,
               ValidEvent(UniqueSlug()), &event));
  name_ = event.event().name();
  start_seconds_ = event.event().start_time().seconds();

  registration::v1::CreateSessionRequest request;
  registration::v1::CreateSessionResponse response;
  request.set_event(name_);
  request.set_session_id("panel");
  auto* session = request.mutable_session();
  session->set_kind(registration::v1::Session::KIND_PANEL);
  session->set_title("A panel");
  session->mutable_start_time()->set_seconds(start_seconds_ + 2 * kHour);
  session->mutable_end_time()->set_seconds(start_seconds_ + 4 * kHour);
  Require(Call(*stub_, &RegistrationService::Stub::CreateSession, request,
               &response));
}

std::string Forum::Session(const std::string& session) const {
  return absl::StrCat(name_, "/sessions/", session);
}

std::string Forum::Device(int number) const {
  return absl::StrCat(
      name_, "/devices/",
      absl::StrFormat("00000000-0000-7000-8000-%012d", number + 1));
}

std::string Forum::EmailOf(int number) {
  return absl::StrCat("person", number, "@example.org");
}

std::string Forum::Register(rollcall::type::v1::Mode mode,
                            const std::string& country,
                            const std::string& sector) {
  registration::v1::Registration registration;
  registration.set_mode(mode);
  registration.set_country_code(country);
  registration.set_sector_id(sector);
  return Register(std::move(registration));
}

std::string Forum::Register(registration::v1::Registration registration) {
  auto& person = *registration.mutable_person();
  person.set_display_name("A person");
  if (person.email().empty()) person.set_email(EmailOf(++registered_));
  registration::v1::CreateRegistrationRequest request;
  registration::v1::CreateRegistrationResponse response;
  request.set_event(name_);
  *request.mutable_registration() = std::move(registration);
  Require(Call(*stub_, &RegistrationService::Stub::CreateRegistration, request,
               &response));
  return response.registration().name();
}

registration::v1::Ticket Forum::TicketOf(const std::string& registration) {
  registration::v1::GetTicketRequest request;
  registration::v1::GetTicketResponse response;
  request.set_name(registration);
  Require(
      Call(*stub_, &RegistrationService::Stub::GetTicket, request, &response));
  return response.ticket();
}

}  // namespace rollcall::testing
