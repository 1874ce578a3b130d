#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "clients/audit/verify.h"
#include "tests/access/house.h"
#include "tests/harness/calls.h"

namespace rollcall::access {

// Calls a unary method with `token`, and expects success.
template <typename Response, typename Stub, typename Request>
Response Do(Stub& stub,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                         Response*),
            const Request& request,
            const std::string& token = rollcall::testing::kToken) {
  Response response;
  const grpc::Status status = (stub.*method)(
      rollcall::testing::NewContext(token).get(), request, &response);
  EXPECT_TRUE(status.ok()) << rollcall::testing::ReasonOf(status) << " "
                           << status.error_message();
  return response;
}

// The last part of a resource name.
std::string IdOf(const std::string& name);

// An event in a house, what tests of its audit do there, and what the audit
// says then.
class Audited : public ::testing::Test {
 protected:
  // The id of the event.
  std::string Id() const { return IdOf(forum_.name()); }

  // What whoever asks finds of the event's audit, or of that of `forum`.
  audit::Verified Verify(
      const std::optional<audit::Anchor>& kept = std::nullopt);
  audit::Verified Verify(
      const rollcall::testing::Forum& forum,
      const std::optional<audit::Anchor>& kept = std::nullopt);
  // Whether nothing is amiss; fails with what is.
  static bool Holds(const audit::Verified& verified);

  // Registers a person whose every field holds `mark`. Returns the name.
  std::string Register(const rollcall::testing::Forum& forum,
                       const std::string& mark,
                       const std::string& token = rollcall::testing::kToken);
  // An entry at the front door.
  static checkin::v1::CheckInRequest Scan(const rollcall::testing::Forum& forum,
                                          const std::string& registration);
  void CheckIn(const checkin::v1::CheckInRequest& request);
  // Somebody else in the place of a registration.
  static registration::v1::TransferRegistrationRequest TransferOf(
      const std::string& name);

  // The entries of the event as `actor role method resource detail`, without
  // what is empty, chain after chain.
  std::vector<std::string> Entries() const;
  // All rows of the event that the audit has, as text in lower case.
  std::string Everything() const;

  House house_;
  rollcall::testing::Forum forum_{house_.RegistrationChannel()};
};

// Expects that `text`, in lower case, has none of `secrets`, nor hashes of
// them, nor of what Audited::Register makes of one.
void ExpectNothingOf(const std::vector<std::string>& secrets,
                     const std::string& text);

}  // namespace rollcall::access
