#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using rollcall::testing::ValidEvent;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

// Lists while other tests add events of their own.
class ListEventsTest : public ::testing::Test {
 protected:
  ListEventsTest() {
    const std::string slug = UniqueSlug();
    for (const char* suffix : {"-c", "-a", "-e", "-b", "-d"}) {
      v1::CreateEventRequest request = ValidEvent(slug + suffix);
      request.mutable_event()->add_partners()->set_display_name("A partner");
      request.mutable_event()->mutable_partners(0)->set_role(
          v1::Partner::ROLE_HOST);
      request.mutable_event()->mutable_capacity()->set_in_person(40);
      request.mutable_event()->set_approval_policy(
          v1::APPROVAL_POLICY_REGISTRAR);
      EXPECT_TRUE(Send(stub(), request).ok());
      own_.push_back("events/" + request.event_id());
    }
    std::sort(own_.begin(), own_.end());
  }

  Stub& stub() { return server_.stub(); }
  const std::vector<std::string>& own() const { return own_; }

  v1::ListEventsResponse Page(int size, const std::string& token) {
    v1::ListEventsRequest request;
    request.set_page_size(size);
    request.set_page_token(token);
    const auto answer = Send(stub(), request);
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response;
  }

  // The token of a page that begins with the first of `own` or an event that
  // another test put right before it.
  std::string TokenBeforeOwn() {
    std::string token;
    while (true) {
      const v1::ListEventsResponse page = Page(1000, token);
      int before = 0;
      while (before < page.events_size() &&
             page.events(before).name() < own_.front()) {
        ++before;
      }
      if (before == 0) return token;
      if (before < page.events_size()) {
        return Page(before, token).next_page_token();
      }
      token = page.next_page_token();
    }
  }

 private:
  RegistrationServer server_;
  std::vector<std::string> own_;
};

TEST_F(ListEventsTest, GoesOnWhereAPageEnds) {
  std::vector<std::string> listed;
  std::string token = TokenBeforeOwn();
  while (listed.empty() || listed.back() < own().back()) {
    const v1::ListEventsResponse page = Page(2, token);
    ASSERT_GT(page.events_size(), 0);
    ASSERT_LE(page.events_size(), 2);
    for (const v1::Event& event : page.events()) {
      listed.push_back(event.name());
    }
    token = page.next_page_token();
    if (token.empty()) break;
  }
  EXPECT_TRUE(std::is_sorted(listed.begin(), listed.end()));
  EXPECT_EQ(std::adjacent_find(listed.begin(), listed.end()), listed.end());
  listed.erase(std::remove_if(listed.begin(), listed.end(),
                              [&](const std::string& name) {
                                return std::find(own().begin(), own().end(),
                                                 name) == own().end();
                              }),
               listed.end());
  EXPECT_THAT(listed, ElementsAreArray(own()));
}

TEST_F(ListEventsTest, ListsEventsWithoutTheirParts) {
  std::string token = TokenBeforeOwn();
  v1::Event found;
  while (found.name().empty()) {
    const v1::ListEventsResponse page = Page(10, token);
    ASSERT_GT(page.events_size(), 0);
    for (const v1::Event& event : page.events()) {
      if (event.name() == own().front()) found = event;
    }
    token = page.next_page_token();
  }
  v1::Event expected =
      Send(stub(), Named<v1::GetEventRequest>(own().front())).response.event();
  EXPECT_FALSE(expected.sectors().empty());
  EXPECT_FALSE(expected.partners().empty());
  EXPECT_EQ(expected.capacity().in_person(), 40);
  expected.clear_sectors();
  expected.clear_partners();
  EXPECT_EQ(found.DebugString(), expected.DebugString());
}

TEST_F(ListEventsTest, RefusesATokenThatItDidNotMake) {
  std::string changed = Page(1, "").next_page_token();
  ASSERT_FALSE(changed.empty());
  changed.front() = changed.front() == 'A' ? 'B' : 'A';
  for (const std::string& token : {std::string("garbage"), std::string("AAAA"),
                                   std::string("!?"), changed}) {
    v1::ListEventsRequest request;
    request.set_page_token(token);
    const auto answer = Send(stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD") << token;
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_token"));
  }
}

TEST_F(ListEventsTest, RefusesATokenOfAnotherList) {
  v1::ListSessionsRequest sessions;
  sessions.set_event(own().front());
  for (const char* id : {"one", "two"}) {
    ASSERT_TRUE(Send(stub(), ValidSession(own().front(), id)).ok());
  }
  sessions.set_page_size(1);
  v1::ListEventsRequest request;
  request.set_page_token(Send(stub(), sessions).response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  EXPECT_THAT(FieldsOf(Send(stub(), request).status),
              ElementsAre("page_token"));
}

TEST_F(ListEventsTest, RefusesANegativePageSize) {
  v1::ListEventsRequest request;
  request.set_page_size(-1);
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_size"));
}

}  // namespace
}  // namespace rollcall::registration
