#include <algorithm>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;

class CreateSessionTest : public ::testing::Test {
 protected:
  CreateSessionTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  Stub& other_stub() { return other_server_.stub(); }
  const Forum& forum() const { return forum_; }

  v1::Session Stored(const std::string& session_id) {
    const auto answer =
        Send(stub(), Named<v1::GetSessionRequest>(forum_.Session(session_id)));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.session();
  }

  // Every field set, with speakers who write their names in many scripts.
  v1::CreateSessionRequest FullSession(const std::string& session_id) {
    v1::CreateSessionRequest request = ValidSession(forum_.name(), session_id);
    auto* session = request.mutable_session();
    session->set_kind(v1::Session::KIND_LAUNCH);
    session->set_title("Launches, \"quoted\" and {braced}");
    session->set_description("First line\n\tsecond \\ line");
    session->mutable_start_time()->set_nanos(1000);
    session->mutable_end_time()->set_nanos(999999000);
    session->set_room("Room №3");
    for (const char* name :
         {"王小明", "Ольга Ёлкина", "نجيب محفوظ", "Zoë Nguyễn", "अमृता प्रीतम",
          "NULL", "O'Brien, \"Pat\"", "back\\slash", "ተፈሪ", "한강"}) {
      auto* speaker = session->add_speakers();
      speaker->set_role(v1::Speaker::ROLE_SPEAKER);
      speaker->set_full_name(name);
    }
    auto* chair = session->add_speakers();
    chair->set_role(v1::Speaker::ROLE_MODERATOR);
    chair->set_honorific("Prof.");
    chair->set_full_name("Ada");
    chair->set_job_title("Chair, {all}");
    chair->set_affiliation("An \"institute\"");
    chair->set_country_code("KE");
    session->mutable_speakers(0)->set_role(v1::Speaker::ROLE_PANELIST);
    for (const char* title : {"A report", "NULL", "a, b", "{}", "报告"}) {
      session->add_launches()->set_title(title);
    }
    session->mutable_capacity()->set_in_person(30);
    session->mutable_capacity()->set_online(0);
    session->set_access(v1::Session::ACCESS_INCLUDED);
    session->add_allowed_modes(type::v1::MODE_ONLINE);
    session->add_allowed_modes(type::v1::MODE_IN_PERSON);
    auto* admission = session->mutable_admission();
    admission->set_reentry(v1::AdmissionPolicy::REENTRY_NEVER);
    admission->mutable_opens_before()->set_seconds(1800);
    admission->mutable_closes_after()->set_seconds(0);
    admission->set_requires_venue(true);
    for (const int device : {2, 1}) {
      admission->add_devices(forum_.Device(device));
    }
    return request;
  }

 private:
  RegistrationServer server_;
  RegistrationServer other_server_;
  Forum forum_;
};

TEST_F(CreateSessionTest, KeepsEveryField) {
  const v1::CreateSessionRequest request = FullSession("launch");
  const auto created = Send(stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  const v1::Session& session = created.response.session();
  EXPECT_GT(session.create_time().seconds(), 0);
  v1::Session expected = request.session();
  expected.set_name(forum().Session("launch"));
  *expected.mutable_create_time() = session.create_time();
  expected.set_etag("1");
  EXPECT_EQ(session.DebugString(), expected.DebugString());
  EXPECT_EQ(Stored("launch").DebugString(), expected.DebugString());
}

TEST_F(CreateSessionTest, IsOpenToAllUnlessAskedOtherwise) {
  ASSERT_TRUE(Send(stub(), ValidSession(forum().name(), "talk")).ok());
  const v1::Session session = Stored("talk");
  EXPECT_FALSE(session.has_capacity());
  EXPECT_EQ(session.access(), v1::Session::ACCESS_OPEN);
  EXPECT_TRUE(session.allowed_modes().empty());
  v1::AdmissionPolicy admission;
  admission.set_reentry(v1::AdmissionPolicy::REENTRY_AFTER_EXIT);
  EXPECT_EQ(session.admission().DebugString(), admission.DebugString());
}

TEST_F(CreateSessionTest, KeepsEveryKind) {
  for (const auto kind :
       {v1::Session::KIND_OPENING, v1::Session::KIND_KEYNOTE,
        v1::Session::KIND_PANEL, v1::Session::KIND_LAUNCH,
        v1::Session::KIND_WORKSHOP, v1::Session::KIND_OTHER}) {
    const std::string id = "kind-" + std::to_string(kind);
    v1::CreateSessionRequest request = ValidSession(forum().name(), id);
    request.mutable_session()->set_kind(kind);
    ASSERT_TRUE(Send(stub(), request).ok());
    EXPECT_EQ(Stored(id).kind(), kind);
  }
}

TEST_F(CreateSessionTest, AnswersARepeatedRequestAsBefore) {
  v1::CreateSessionRequest request = FullSession("launch");
  request.set_request_id(NewUuid());
  const auto first = Send(stub(), request);
  ASSERT_TRUE(first.ok());
  const auto rows = RowsOf(forum().name());
  const auto second = Send(other_stub(), request);
  ASSERT_TRUE(second.ok()) << second.status.error_message();
  EXPECT_EQ(second.response.DebugString(), first.response.DebugString());
  EXPECT_EQ(RowsOf(forum().name()), rows);
}

TEST_F(CreateSessionTest, AnswersOneRequestSentManyTimesAtOnceTheSame) {
  v1::CreateSessionRequest request = FullSession("launch");
  request.set_request_id(NewUuid());
  const auto answers = Together(16, [&](int i) {
    return Send(i % 2 == 0 ? stub() : other_stub(), request);
  });
  const std::string stored = Stored("launch").DebugString();
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    EXPECT_EQ(answer.response.session().DebugString(), stored);
  }
}

TEST_F(CreateSessionTest, RefusesOtherContentUnderARequestId) {
  v1::CreateSessionRequest request = FullSession("launch");
  request.set_request_id(NewUuid());
  ASSERT_TRUE(Send(stub(), request).ok());
  const std::string before = Stored("launch").DebugString();
  const auto rows = RowsOf(forum().name());

  request.mutable_session()->mutable_speakers(0)->set_full_name("Another");
  EXPECT_EQ(ReasonOf(Send(stub(), request).status), "REQUEST_ID_REUSED");
  EXPECT_EQ(Stored("launch").DebugString(), before);
  EXPECT_EQ(RowsOf(forum().name()), rows);
}

// Another session is other content.
TEST_F(CreateSessionTest, RefusesAnotherSessionUnderARequestId) {
  v1::CreateSessionRequest request = ValidSession(forum().name(), "one");
  request.set_request_id(NewUuid());
  ASSERT_TRUE(Send(stub(), request).ok());
  const auto rows = RowsOf(forum().name());

  request.set_session_id("two");
  EXPECT_EQ(ReasonOf(Send(stub(), request).status), "REQUEST_ID_REUSED");
  EXPECT_EQ(RowsOf(forum().name()), rows);
}

TEST_F(CreateSessionTest, RefusesATakenId) {
  ASSERT_TRUE(Send(stub(), FullSession("launch")).ok());
  const std::string before = Stored("launch").DebugString();
  const auto rows = RowsOf(forum().name());

  v1::CreateSessionRequest other = ValidSession(forum().name(), "launch");
  for (const std::string& request_id : {std::string(), NewUuid()}) {
    other.set_request_id(request_id);
    const auto answer = Send(stub(), other);
    EXPECT_EQ(ReasonOf(answer.status), "SESSION_ALREADY_EXISTS");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  }
  EXPECT_EQ(Stored("launch").DebugString(), before);
  EXPECT_EQ(RowsOf(forum().name()), rows);
}

TEST_F(CreateSessionTest, KeepsTheVenueForTheEvent) {
  const std::string before = Stored("venue").DebugString();
  const auto answer = Send(stub(), ValidSession(forum().name(), "venue"));
  EXPECT_EQ(ReasonOf(answer.status), "SESSION_ALREADY_EXISTS");
  EXPECT_EQ(Stored("venue").DebugString(), before);
}

TEST_F(CreateSessionTest, SaysWhenThereIsNoEvent) {
  const std::string event = "events/" + UniqueSlug();
  const auto answer = Send(stub(), ValidSession(event, "panel"));
  EXPECT_EQ(ReasonOf(answer.status), "EVENT_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(RowsOf(event).at("agenda_session"), 0);
}

TEST_F(CreateSessionTest, GivesOneIdToOneOfManyAtOnce) {
  constexpr int kCalls = 16;
  const auto reasons = Together(kCalls, [&](int i) {
    v1::CreateSessionRequest request = FullSession("contested");
    request.mutable_session()->set_title("Session " + std::to_string(i));
    const auto answer = Send(i % 2 == 0 ? stub() : other_stub(), request);
    return answer.ok() ? "won" : ReasonOf(answer.status);
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "won"), 1);
  EXPECT_EQ(
      std::count(reasons.begin(), reasons.end(), "SESSION_ALREADY_EXISTS"),
      kCalls - 1);
  EXPECT_EQ(Stored("contested").speakers_size(), 11);
}

TEST_F(CreateSessionTest, LeavesTheCountsAlone) {
  const auto before = RowsOf(forum().name());
  ASSERT_TRUE(Send(stub(), FullSession("launch")).ok());
  auto expected = before;
  expected["agenda_session"] += 1;
  expected["speaker"] += 11;
  expected["launch"] += 5;
  EXPECT_EQ(RowsOf(forum().name()), expected);
}

TEST(GetSessionTest, SaysWhenThereIsNone) {
  RegistrationServer server;
  const Forum forum(server.NewChannel());
  for (const std::string& name :
       {forum.Session("nowhere"),
        "events/" + UniqueSlug() + "/sessions/venue"}) {
    const auto answer = Send(server.stub(), Named<v1::GetSessionRequest>(name));
    EXPECT_EQ(ReasonOf(answer.status), "SESSION_NOT_FOUND") << name;
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  }
}

}  // namespace
}  // namespace rollcall::registration
