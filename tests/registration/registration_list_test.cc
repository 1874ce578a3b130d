#include <memory>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

constexpr int kPeople = 120;

class ListRegistrationsTest : public ::testing::Test {
 protected:
  ListRegistrationsTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  Forum& forum() { return forum_; }
  std::shared_ptr<grpc::Channel> channel() { return server_.NewChannel(); }

  std::vector<std::string> Register(int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      names.push_back(forum_.Register(type::v1::MODE_ONLINE));
    }
    return names;
  }

  v1::ListRegistrationsRequest Request(int page_size) const {
    v1::ListRegistrationsRequest request;
    request.set_event(forum_.name());
    request.set_page_size(page_size);
    return request;
  }

 private:
  RegistrationServer server_;
  Forum forum_;
};

TEST_F(ListRegistrationsTest, ListsEachOnceThroughPagesOfAnySize) {
  const std::vector<std::string> names = Register(kPeople);
  const std::set<std::string> registered(names.begin(), names.end());
  ASSERT_EQ(registered.size(), static_cast<size_t>(kPeople));
  for (const int page_size : {1, 7, 40, 119, 120, 1000, 1000000}) {
    SCOPED_TRACE(page_size);
    v1::ListRegistrationsRequest request = Request(page_size);
    std::vector<std::string> listed;
    int pages = 0;
    do {
      const auto answer = Send(stub(), request);
      ASSERT_TRUE(answer.ok()) << answer.status.error_message();
      ASSERT_LE(answer.response.registrations_size(), page_size);
      for (const auto& registration : answer.response.registrations()) {
        listed.push_back(registration.name());
      }
      request.set_page_token(answer.response.next_page_token());
      ASSERT_LE(++pages, kPeople);
    } while (!request.page_token().empty());
    EXPECT_EQ(pages, (kPeople + page_size - 1) / page_size);
    EXPECT_EQ(listed.size(), static_cast<size_t>(kPeople));
    EXPECT_EQ(std::set<std::string>(listed.begin(), listed.end()), registered);
  }
}

TEST_F(ListRegistrationsTest, GivesFiftyWhenNotAsked) {
  Register(51);
  const auto answer = Send(stub(), Request(0));
  EXPECT_EQ(answer.response.registrations_size(), 50);
  v1::ListRegistrationsRequest rest = Request(0);
  rest.set_page_token(answer.response.next_page_token());
  EXPECT_EQ(Send(stub(), rest).response.registrations_size(), 1);
}

TEST_F(ListRegistrationsTest, GivesAThousandWhenAskedForMore) {
  EventName event;
  ASSERT_TRUE(ParseName(forum().name(), event));
  pqxx::connection connection(rollcall::testing::DatabaseUrl());
  pqxx::work tx(connection);
  tx.exec_params(
      "WITH added AS ("
      "  INSERT INTO rollcall.registration (event_id, registration_id, state,"
      "                                     mode, request_id, request_hash)"
      "  SELECT $1, gen_random_uuid(), 'CONFIRMED', 'ONLINE',"
      "         gen_random_uuid(), ''"
      "    FROM generate_series(1, 1001)"
      "  RETURNING event_id, registration_id"
      ") INSERT INTO rollcall.person (event_id, registration_id, display_name,"
      "                               email, email_key, organization,"
      "                               job_title, search_key)"
      "  SELECT event_id, registration_id, 'Ada', registration_id,"
      "         registration_id, '', '', 'ada' FROM added",
      event.event);
  tx.commit();

  const auto answer = Send(stub(), Request(1001));
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.response.registrations_size(), 1000);
  EXPECT_EQ(AllRegistrations(stub(), forum().name()).size(), 1001u);
}

TEST_F(ListRegistrationsTest, ListsEachAsGetRegistrationGivesIt) {
  Register(3);
  const auto answer = Send(stub(), Request(0));
  ASSERT_EQ(answer.response.registrations_size(), 3);
  for (const auto& registration : answer.response.registrations()) {
    const auto got =
        Send(stub(), Named<v1::GetRegistrationRequest>(registration.name()));
    EXPECT_EQ(registration.DebugString(),
              got.response.registration().DebugString());
  }
}

// Each waits for the answer to the one before, so that no two have the same
// time.
TEST_F(ListRegistrationsTest, ListsTheOldestFirst) {
  const std::vector<std::string> names = Register(10);
  std::vector<std::string> listed;
  for (const auto& registration : AllRegistrations(stub(), forum().name())) {
    listed.push_back(registration.name());
  }
  EXPECT_THAT(listed, ElementsAreArray(names));
}

TEST_F(ListRegistrationsTest, ListsNothingOfAnEventWithoutPeople) {
  const auto answer = Send(stub(), Request(0));
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.response.registrations_size(), 0);
  EXPECT_EQ(answer.response.next_page_token(), "");
}

TEST_F(ListRegistrationsTest, SaysWhenThereIsNoEvent) {
  v1::ListRegistrationsRequest request;
  request.set_event("events/" + UniqueSlug());
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "EVENT_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(ListRegistrationsTest, RefusesBadPages) {
  v1::ListRegistrationsRequest request = Request(-1);
  request.set_page_token("garbage");
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_size", "page_token"));
}

TEST_F(ListRegistrationsTest, RefusesATokenOfAnotherEvent) {
  const Forum other(channel());
  Register(2);
  v1::ListRegistrationsRequest request = Request(1);
  request.set_page_token(Send(stub(), request).response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  request.set_event(other.name());
  EXPECT_THAT(FieldsOf(Send(stub(), request).status),
              ElementsAre("page_token"));
}

}  // namespace
}  // namespace rollcall::registration
