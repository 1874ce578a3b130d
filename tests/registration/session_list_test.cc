#include <memory>
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

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;

constexpr int64_t kHour = 3600;

// Besides `venue` at the start of the event and `panel` two hours later: others
// at the same times, and some a microsecond off.
class ListSessionsTest : public ::testing::Test {
 protected:
  ListSessionsTest() : forum_(server_.NewChannel()) {
    Add("zeta", 0, 0);
    Add("alpha", 0, 0);
    Add("later", 0, 1000);
    Add("quay", 2 * kHour, 0);
    Add("oak", 2 * kHour, 0);
    Add("first", -kHour, 999999000);
  }

  Stub& stub() { return server_.stub(); }
  std::shared_ptr<grpc::Channel> channel() { return server_.NewChannel(); }

  v1::ListSessionsRequest Request(int page_size) const {
    v1::ListSessionsRequest request;
    request.set_event(forum_.name());
    request.set_page_size(page_size);
    return request;
  }

  std::string IdOf(const v1::Session& session) const {
    return session.name().substr(forum_.Session("").size());
  }

 private:
  void Add(const std::string& id, int64_t seconds, int nanos) {
    v1::CreateSessionRequest request = ValidSession(forum_.name(), id);
    auto* session = request.mutable_session();
    session->mutable_start_time()->set_seconds(forum_.start_seconds() +
                                               seconds);
    session->mutable_start_time()->set_nanos(nanos);
    session->mutable_end_time()->set_seconds(forum_.start_seconds() +
                                             9 * kHour);
    auto* speaker = session->add_speakers();
    speaker->set_role(v1::Speaker::ROLE_SPEAKER);
    speaker->set_full_name("Speaker of " + id);
    session->add_launches()->set_title("Launch of " + id);
    EXPECT_TRUE(Send(stub(), request).ok());
  }

  RegistrationServer server_;
  Forum forum_;
};

TEST_F(ListSessionsTest, ListsByStartTimeThenId) {
  const auto answer = Send(stub(), Request(0));
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  std::vector<std::string> ids;
  for (const auto& session : answer.response.sessions()) {
    ids.push_back(IdOf(session));
  }
  EXPECT_THAT(ids, ElementsAre("first", "alpha", "venue", "zeta", "later",
                               "oak", "panel", "quay"));
  EXPECT_EQ(answer.response.next_page_token(), "");
}

TEST_F(ListSessionsTest, ListsEachAsGetSessionGivesIt) {
  const auto answer = Send(stub(), Request(0));
  ASSERT_EQ(answer.response.sessions_size(), 8);
  for (const auto& session : answer.response.sessions()) {
    const auto got = Send(stub(), Named<v1::GetSessionRequest>(session.name()));
    EXPECT_EQ(session.DebugString(), got.response.session().DebugString());
  }
}

TEST_F(ListSessionsTest, GoesOnBetweenEqualStartTimes) {
  for (const int page_size : {1, 2, 3, 7}) {
    SCOPED_TRACE(page_size);
    v1::ListSessionsRequest request = Request(page_size);
    std::vector<std::string> ids;
    do {
      const auto answer = Send(stub(), request);
      ASSERT_TRUE(answer.ok()) << answer.status.error_message();
      ASSERT_GT(answer.response.sessions_size(), 0);
      ASSERT_LE(answer.response.sessions_size(), page_size);
      for (const auto& session : answer.response.sessions()) {
        ids.push_back(IdOf(session));
      }
      request.set_page_token(answer.response.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(ids, ElementsAre("first", "alpha", "venue", "zeta", "later",
                                 "oak", "panel", "quay"));
  }
}

TEST_F(ListSessionsTest, GivesNoTokenWithTheLastFullPage) {
  const auto answer = Send(stub(), Request(8));
  EXPECT_EQ(answer.response.sessions_size(), 8);
  EXPECT_EQ(answer.response.next_page_token(), "");
}

TEST_F(ListSessionsTest, RefusesATokenOfAnotherEvent) {
  const Forum other(channel());
  v1::ListSessionsRequest request = Request(1);
  request.set_page_token(Send(stub(), request).response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  request.set_event(other.name());
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(FieldsOf(answer.status), ElementsAre("page_token"));
}

TEST_F(ListSessionsTest, RefusesBadPages) {
  v1::ListSessionsRequest request = Request(-1);
  request.set_page_token("garbage");
  EXPECT_THAT(FieldsOf(Send(stub(), request).status),
              ElementsAre("page_size", "page_token"));
}

TEST_F(ListSessionsTest, SaysWhenThereIsNoEvent) {
  v1::ListSessionsRequest request;
  request.set_event("events/" + UniqueSlug());
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "EVENT_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace rollcall::registration
