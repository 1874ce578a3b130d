#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/sql.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;

constexpr int kCalls = 48;

// Many rotations at once through two instances of the service.
class TicketRaceTest : public ::testing::Test {
 protected:
  TicketRaceTest() : forum_(servers_[0].NewChannel()) {}

  Forum& forum() { return forum_; }
  Answer<v1::RotateTicketResponse> Rotate(int call,
                                          const std::string& registration,
                                          const std::string& request_id) {
    auto request = Named<v1::RotateTicketRequest>(registration);
    request.set_request_id(request_id);
    return Send(servers_[call % 2].stub(), request);
  }
  int CountTickets(const std::string& condition = "true") {
    EventName event;
    EXPECT_TRUE(ParseName(forum().name(), event));
    return std::stoi(
        ExecuteSql("SELECT count(*) FROM rollcall.ticket WHERE event_id = '" +
                   event.event + "' AND " + condition));
  }
  int CountValidTickets() { return CountTickets("NOT revoked"); }

 private:
  RegistrationServer servers_[2];
  Forum forum_;
};

TEST_F(TicketRaceTest, LeavesOneValidTicket) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const auto answers =
      Together(kCalls, [&](int i) { return Rotate(i, name, ""); });
  std::set<std::string> texts;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    texts.insert(answer.response.ticket().text());
  }
  EXPECT_EQ(texts.size(), static_cast<size_t>(kCalls));
  EXPECT_EQ(texts.count(forum().TicketOf(name).text()), 1u);
  // The first one besides.
  EXPECT_EQ(CountTickets(), kCalls + 1);
  EXPECT_EQ(CountValidTickets(), 1);
}

TEST_F(TicketRaceTest, TakesOneRequestOnce) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string request_id = NewUuid();
  const auto answers =
      Together(kCalls, [&](int i) { return Rotate(i, name, request_id); });
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    EXPECT_EQ(answer.response.ticket().text(), forum().TicketOf(name).text());
  }
  EXPECT_EQ(CountTickets(), 2);
}

TEST_F(TicketRaceTest, GivesOneRequestIdToOneRegistration) {
  std::vector<std::string> names;
  for (int i = 0; i < kCalls; ++i) {
    names.push_back(forum().Register(type::v1::MODE_IN_PERSON));
  }
  const std::string request_id = NewUuid();
  const auto reasons = Together(kCalls, [&](int i) {
    const auto answer = Rotate(i, names[i], request_id);
    return answer.ok() ? "won" : ReasonOf(answer.status);
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "won"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "REQUEST_ID_REUSED"),
            kCalls - 1);
  EXPECT_EQ(CountTickets(), kCalls + 1);
  EXPECT_EQ(CountValidTickets(), kCalls);
}

}  // namespace
}  // namespace rollcall::registration
