#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/command_line_fixture.h"
#include "tests/harness/calls.h"

namespace rollcall {
namespace {

using testing::Finished;
using testing::Forum;
using ::testing::HasSubstr;

// A delegation with two places in the room, and the token of its head.
class DelegationHeadTest : public testing::CommandLineFixture {
 protected:
  DelegationHeadTest()
      : created_(JsonOf({"delegation", "create", "--event", forum_.name(),
                         "--display-name", "Delegation of Kenya", "--country",
                         "Kenya", "--quota-in-person", "2"})),
        delegation_(created_["delegation"]["name"]),
        token_(created_["head_token"]) {}

  Finished Head(const std::vector<std::string>& arguments) const {
    return RunWithToken(token_, arguments);
  }

  Finished Register(int number, const std::string& event,
                    const std::string& mode = "in_person") const {
    return Head({"registration", "create", "--event", event, "--email",
                 absl::StrCat("head", number, "@example.org"), "--name",
                 "A member", "--mode", mode});
  }

 private:
  const nlohmann::json created_;

 protected:
  const std::string delegation_;
  const std::string token_;
};

TEST_F(DelegationHeadTest, RegistersMembersWithinTheQuota) {
  EXPECT_EQ(Register(1, forum_.name()).exit_code, 0);
  EXPECT_EQ(Register(2, forum_.name()).exit_code, 0);
  const Finished full = Register(3, forum_.name());
  EXPECT_EQ(full.exit_code, 5);
  EXPECT_THAT(full.error, HasSubstr("DELEGATION_QUOTA_FULL"));
  EXPECT_EQ(Register(4, forum_.name(), "online").exit_code, 0);

  const auto members = Registrations();
  ASSERT_EQ(members.size(), 3u);
  for (const auto& member : members) {
    EXPECT_EQ(member["delegation"], delegation_);
    EXPECT_EQ(member["country_code"], "KE");
  }
  // Who leaves makes room for another.
  EXPECT_EQ(Head({"registration", "cancel", members[0]["name"]}).exit_code, 0);
  EXPECT_EQ(Register(3, forum_.name()).exit_code, 0);
}

TEST_F(DelegationHeadTest, ReachesNothingElse) {
  const std::string stranger = forum_.Register(type::v1::MODE_IN_PERSON);
  const Forum other(testing::ChannelTo(services_.registration.address()));
  EXPECT_EQ(Register(1, forum_.name()).exit_code, 0);
  const std::string list =
      Head({"registration", "list", "--event", forum_.name()}).output;
  EXPECT_THAT(list, HasSubstr("head1@example.org"));
  EXPECT_THAT(list, ::testing::Not(HasSubstr(stranger)));

  EXPECT_EQ(Head({"registration", "get", stranger}).exit_code, 3);
  EXPECT_EQ(Head({"ticket", "get", stranger}).exit_code, 3);
  EXPECT_EQ(Register(2, other.name()).exit_code, 3);
  EXPECT_EQ(Head({"event", "get", forum_.name()}).exit_code, 0);
  EXPECT_EQ(Head({"event", "get", other.name()}).exit_code, 3);
  for (const std::vector<std::string>& forbidden :
       {std::vector<std::string>{"event", "list"},
        {"delegation", "list", "--event", forum_.name()},
        {"registration", "export", "--event", forum_.name()},
        {"registration", "erase", stranger},
        {"report", forum_.name()}}) {
    const Finished refused = Head(forbidden);
    EXPECT_EQ(refused.exit_code, 6) << forbidden[0] << " " << forbidden[1];
    EXPECT_EQ(refused.output, "");
  }
}

TEST_F(DelegationHeadTest, EndsWithTheNextToken) {
  const auto updated =
      JsonOf({"delegation", "update", delegation_, "--rotate-head-token"});
  EXPECT_EQ(Register(1, forum_.name()).exit_code, 6);
  EXPECT_EQ(RunWithToken(updated["head_token"],
                         {"registration", "list", "--event", forum_.name()})
                .exit_code,
            0);
}

}  // namespace
}  // namespace rollcall
