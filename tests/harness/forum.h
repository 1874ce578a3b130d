#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"

#include "rollcall/registration/v1/registration_service.grpc.pb.h"

namespace rollcall::testing {

// An event of the test's own, made through RegistrationService at `channel`:
// 2022-09-03 01:00 to 10:00 UTC, the default sectors, and a session `panel`
// from 03:00 to 05:00.
class Forum {
 public:
  explicit Forum(const std::shared_ptr<grpc::Channel>& channel);

  // events/{event}
  const std::string& name() const { return name_; }
  // {name}/sessions/{session}
  std::string Session(const std::string& session) const;
  // {name}/devices/{device}, another one for each number.
  std::string Device(int number) const;
  // The event's start, in seconds since 1970.
  int64_t start_seconds() const { return start_seconds_; }

  // Registers a person with an e-mail of their own from `country`, of `sector`.
  // Returns the registration's name.
  std::string Register(rollcall::type::v1::Mode mode,
                       const std::string& country = "CN",
                       const std::string& sector = "academia");
  // Registers `registration`, under an e-mail of its own if it has none.
  std::string Register(registration::v1::Registration registration);
  // The e-mail of a registration that Register made.
  static std::string EmailOf(int number);
  // How many Register has made; the number of the last one.
  int registered() const { return registered_; }

  // The text of a registration's ticket.
  registration::v1::Ticket TicketOf(const std::string& registration);

  registration::v1::RegistrationService::Stub& stub() { return *stub_; }

 private:
  const std::unique_ptr<registration::v1::RegistrationService::Stub> stub_;
  std::string name_;
  int64_t start_seconds_ = 0;
  int registered_ = 0;
};

// A request for an event that is valid as it stands.
registration::v1::CreateEventRequest ValidEvent(const std::string& event_id);

}  // namespace rollcall::testing
