#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/registration/v1/registration_service.grpc.pb.h"

namespace rollcall::bench {

// A file of registrations, as the messages of ImportRegistrations.
class Roster {
 public:
  // `rows` people who are numbered from `first` on, whom no other number names.
  // The country and the sector of each go by the number, too; `sectors` are
  // two.
  Roster(int64_t first, int rows, const std::vector<std::string>& sectors);

  // Imports it into `event`, `events/{event}`. Returns how long the service
  // takes. Throws unless it creates them all.
  absl::Duration Import(registration::v1::RegistrationService::Stub& stub,
                        const std::string& event);

 private:
  const int rows_;
  std::vector<registration::v1::ImportRegistrationsRequest> messages_;
};

}  // namespace rollcall::bench
