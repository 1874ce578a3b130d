#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/registration/delegations.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;

constexpr char kUuid[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

// A method that takes a name, as a call that is wrong in nothing but `name`.
struct Method {
  std::string label;
  std::string field;
  std::function<grpc::Status(Stub&, const std::string& name)> call;
};

template <typename Request>
Method ByName(const std::string& label) {
  return {label, "name", [](Stub& stub, const std::string& name) {
            return Send(stub, Named<Request>(name)).status;
          }};
}

template <typename Request>
Method ByEvent(const std::string& label) {
  return {label, "event", [](Stub& stub, const std::string& name) {
            Request request;
            request.set_event(name);
            return Send(stub, request).status;
          }};
}

void ExpectRefused(const std::vector<Method>& methods,
                   const std::vector<std::string>& names) {
  RegistrationServer server;
  for (const Method& method : methods) {
    for (const std::string& name : names) {
      SCOPED_TRACE(method.label + " of `" + name + "`");
      const grpc::Status status = method.call(server.stub(), name);
      EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
      EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
      EXPECT_THAT(FieldsOf(status), ElementsAre(method.field));
    }
  }
}

TEST(NamesTest, RefusesWhatIsNoEvent) {
  ExpectRefused(
      {ByName<v1::GetEventRequest>("GetEvent"),
       ByEvent<v1::ListSessionsRequest>("ListSessions"),
       ByEvent<v1::ListRegistrationsRequest>("ListRegistrations"),
       ByEvent<v1::ListDelegationsRequest>("ListDelegations"),
       {"CreateSession", "event",
        [](Stub& stub, const std::string& name) {
          return Send(stub, ValidSession(name, "talk")).status;
        }},
       {"CreateRegistration", "event",
        [](Stub& stub, const std::string& name) {
          return Send(stub, ValidRegistration(name, "ada@example.org")).status;
        }},
       {"CreateDelegation", "event",
        [](Stub& stub, const std::string& name) {
          return Send(stub, ValidDelegation(name)).status;
        }}},
      {"", "forum", "events", "events/", "/events/forum", "events/forum/",
       "events//forum", "event/forum", "Events/forum", "events/Forum",
       "events/2022", "events/-forum", "events/fo_rum", "events/форум",
       "events/forum ", "events/" + std::string(64, 'a'),
       "events/forum/sessions/venue"});
}

TEST(NamesTest, RefusesWhatIsNoSession) {
  ExpectRefused({ByName<v1::GetSessionRequest>("GetSession")},
                {"", "venue", "events/forum", "events/forum/sessions",
                 "events/forum/sessions/", "events/forum/session/venue",
                 "events/forum/sessions/Venue", "events/Forum/sessions/venue",
                 "events//sessions/venue", "events/forum/sessions/venue/",
                 std::string("events/forum/registrations/") + kUuid});
}

TEST(NamesTest, RefusesWhatIsNoRegistration) {
  ExpectRefused(
      {ByName<v1::GetRegistrationRequest>("GetRegistration"),
       ByName<v1::GetTicketRequest>("GetTicket"),
       ByName<v1::RotateTicketRequest>("RotateTicket")},
      {"", kUuid, "events/forum", "events/forum/registrations/",
       "events/forum/registrations/ada",
       "events/forum/registrations/00000000-0000-0000-0000-000000000000",
       "events/forum/registrations/018f2d5e7c3a7b609a4e5d2b8c1f0e93",
       std::string("events/forum/registrations/{") + kUuid + "}",
       std::string("events/forum/sessions/") + kUuid,
       std::string("events/Forum/registrations/") + kUuid,
       std::string("events/forum/registrations/") + kUuid + "/",
       "events/forum/sessions/venue"});
}

}  // namespace
}  // namespace rollcall::registration
