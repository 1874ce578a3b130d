#include "common/ticket/ticket.h"

#include <memory>
#include <pqxx/pqxx>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::DatabaseUrl;
using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::MatchesRegex;

class GetTicketTest : public ::testing::Test {
 protected:
  GetTicketTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  std::shared_ptr<grpc::Channel> channel() { return server_.NewChannel(); }
  Forum& forum() { return forum_; }

  Answer<v1::GetTicketResponse> Get(const std::string& registration) {
    return Send(stub(), Named<v1::GetTicketRequest>(registration));
  }

 private:
  RegistrationServer server_;
  Forum forum_;
};

TEST_F(GetTicketTest, GivesATextAndACodeThatParse) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const auto answer = Get(name);
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  const v1::Ticket& ticket = answer.response.ticket();
  EXPECT_EQ(ticket.registration(), name);
  EXPECT_GT(ticket.create_time().seconds(), 0);

  EventName event;
  ASSERT_TRUE(ParseName(forum().name(), event));
  EXPECT_THAT(ticket.text(),
              MatchesRegex("RC1:" + absl::AsciiStrToUpper(event.event) +
                           ":[0-9A-HJKMNP-TV-Z]+"));
  const auto text = ticket::ParseText(ticket.text());
  ASSERT_TRUE(text);
  EXPECT_EQ(text->event, event.event);
  EXPECT_EQ(text->secret.size(), 26u);

  EXPECT_EQ(ticket.code().size(), 9u);
  EXPECT_EQ(ticket::ParseCode(ticket.code()), ticket.code());
}

TEST_F(GetTicketTest, GivesTheSameTicketEachTime) {
  const std::string name = forum().Register(type::v1::MODE_ONLINE);
  EXPECT_EQ(Get(name).response.DebugString(), Get(name).response.DebugString());
}

TEST_F(GetTicketTest, GivesEachPersonAnother) {
  constexpr int kPeople = 40;
  std::set<std::string> texts;
  std::set<std::string> codes;
  for (int i = 0; i < kPeople; ++i) {
    const auto answer = Get(forum().Register(type::v1::MODE_IN_PERSON));
    ASSERT_TRUE(answer.ok());
    texts.insert(answer.response.ticket().text());
    codes.insert(answer.response.ticket().code());
  }
  EXPECT_EQ(texts.size(), static_cast<size_t>(kPeople));
  EXPECT_EQ(codes.size(), static_cast<size_t>(kPeople));
}

TEST_F(GetTicketTest, TakesANameInUpperCase) {
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string id = name.substr(name.rfind('/') + 1);
  const auto answer =
      Get(forum().name() + "/registrations/" + absl::AsciiStrToUpper(id));
  ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
  EXPECT_EQ(answer.response.ticket().registration(), name);
}

TEST_F(GetTicketTest, SaysWhenTheEventHasNoSuchRegistration) {
  const Forum other(channel());
  const std::string name = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string id = name.substr(forum().name().size());
  for (const std::string& unknown :
       {other.name() + id, forum().name() + "/registrations/" + NewUuid(),
        "events/" + UniqueSlug() + id}) {
    const auto answer = Get(unknown);
    EXPECT_EQ(ReasonOf(answer.status), "REGISTRATION_NOT_FOUND") << unknown;
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  }
}

TEST_F(GetTicketTest, GivesNoTicketThatWasRevoked) {
  const std::string revoked = forum().Register(type::v1::MODE_IN_PERSON);
  const std::string other = forum().Register(type::v1::MODE_IN_PERSON);
  RegistrationName name;
  ASSERT_TRUE(ParseName(revoked, name));
  pqxx::connection connection(DatabaseUrl());
  pqxx::work tx(connection);
  const pqxx::result rows = tx.exec_params(
      "UPDATE rollcall.ticket SET revoked = true"
      " WHERE event_id = $1 AND registration_id = $2 RETURNING secret",
      name.event, name.registration);
  tx.commit();
  ASSERT_EQ(rows.size(), 1u);

  const auto answer = Get(revoked);
  EXPECT_EQ(ReasonOf(answer.status), "TICKET_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_TRUE(Get(other).ok());
}

}  // namespace
}  // namespace rollcall::registration
