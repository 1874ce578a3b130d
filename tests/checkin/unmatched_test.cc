#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/checkin/presence_fixture.h"

namespace rollcall::checkin {
namespace {

using rollcall::testing::Call;
using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using type::v1::MODE_ONLINE;
using v1::PresenceEvent;

class UnmatchedTest : public PresenceFixture {
 protected:
  UnmatchedTest() : person_(forum_.Register(MODE_ONLINE)) {}

  std::vector<v1::Unmatched> List(
      const std::function<void(v1::ListUnmatchedRequest&)>& narrow = nullptr) {
    v1::ListUnmatchedRequest request;
    request.set_event(forum_.name());
    request.set_page_size(1);
    if (narrow) narrow(request);
    std::vector<v1::Unmatched> all;
    do {
      v1::ListUnmatchedResponse response;
      EXPECT_TRUE(Call(stub(), &v1::PresenceService::Stub::ListUnmatched,
                       request, &response)
                      .ok());
      all.insert(all.end(), response.unmatched().begin(),
                 response.unmatched().end());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // The reason of the error, empty without one.
  std::string Resolve(const v1::ResolveUnmatchedRequest& request) {
    v1::ResolveUnmatchedResponse response;
    const grpc::Status status =
        Call(stub(), &v1::PresenceService::Stub::ResolveUnmatched, request,
             &response);
    return status.ok() ? "" : ReasonOf(status);
  }

  std::string ResolveTo(const std::string& name,
                        const std::string& registration) {
    v1::ResolveUnmatchedRequest request;
    request.set_name(name);
    request.set_registration(registration);
    return Resolve(request);
  }

  std::string ResolveToSession(const std::string& name,
                               const std::string& session) {
    v1::ResolveUnmatchedRequest request;
    request.set_name(name);
    request.set_session(forum_.Session(session));
    return Resolve(request);
  }

  reporting::v1::GetSummaryResponse Summary(const std::string& session) {
    reporting::v1::GetSummaryRequest request;
    reporting::v1::GetSummaryResponse response;
    request.set_event(forum_.name());
    request.set_session(forum_.Session(session));
    EXPECT_TRUE(Call(reports_.stub(),
                     &reporting::v1::ReportingService::Stub::GetSummary,
                     request, &response)
                    .ok());
    return response;
  }

  static PresenceEvent WithoutSession(PresenceEvent event) {
    event.clear_session();
    return event;
  }

  const std::string person_;
};

TEST_F(UnmatchedTest, IsCountedOnceItIsResolvedAndItsMinutesMove) {
  PresenceEvent join = Join("c", 0, "stranger@example.org");
  join.mutable_participant()->set_display_name("A Stranger");
  EXPECT_EQ(OutcomesOf({join, Leave("c", 600)}), "UU");
  EXPECT_EQ(Summary("panel").unmatched().connection_count(), 1);
  EXPECT_EQ(Summary("venue").unmatched().online_duration().seconds(), 600);
  EXPECT_EQ(Summary("panel").total().attended_count(), 0);

  const auto unmatched = List();
  ASSERT_EQ(unmatched.size(), 1u);
  EXPECT_EQ(unmatched[0].kind(), v1::Unmatched::KIND_CONNECTION);
  EXPECT_EQ(unmatched[0].connection_id(), "c");
  EXPECT_EQ(unmatched[0].session(), forum_.Session("panel"));
  EXPECT_EQ(unmatched[0].participant().email(), "stranger@example.org");
  EXPECT_EQ(unmatched[0].participant().display_name(), "A Stranger");
  EXPECT_EQ(unmatched[0].online_duration().seconds(), 600);

  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ResolveTo(unmatched[0].name(), person_), "");
    EXPECT_EQ(Summary("panel").unmatched().connection_count(), 0);
    EXPECT_EQ(Summary("panel").total().online_only_count(), 1);
    EXPECT_EQ(OnlineSeconds("panel"), 600);
  }
  EXPECT_TRUE(List().empty());
  EXPECT_EQ(RowsOf("SELECT * FROM rollcall.presence_participant "
                   "WHERE event_id = '$event'"),
            "");
  // What comes later is of the same person, whatever it says.
  EXPECT_EQ(
      OutcomesOf({Join("c", 700, "stranger@example.org"), Leave("c", 760)}),
      "RR");
  EXPECT_EQ(OnlineSeconds("panel"), 660);
  // It was somebody else after all.
  const std::string other = forum_.Register(MODE_ONLINE);
  EXPECT_EQ(ResolveTo(unmatched[0].name(), other), "");
  EXPECT_EQ(Summary("panel").total().online_only_count(), 1);
  EXPECT_EQ(OnlineSeconds("panel"), 660);
}

TEST_F(UnmatchedTest, ExcludesBotsAndCountsThemApart) {
  PresenceEvent bot = Join("bot", 0, Forum::EmailOf(1));
  bot.mutable_participant()->set_kind(v1::Participant::KIND_RECORDER);
  EXPECT_EQ(OutcomesOf({bot, Leave("bot", 600), Join("c", 0), Leave("c", 60)}),
            "XXUU");
  EXPECT_EQ(Summary("panel").excluded().connection_count(), 1);
  EXPECT_EQ(Summary("panel").excluded().online_duration().seconds(), 600);
  EXPECT_EQ(Summary("panel").total().attended_count(), 0);
  const auto unmatched = List();
  ASSERT_EQ(unmatched.size(), 1u);
  v1::ResolveUnmatchedRequest request;
  request.set_name(unmatched[0].name());
  request.set_participant_kind(v1::Participant::KIND_BOT);
  EXPECT_EQ(Resolve(request), "");
  EXPECT_EQ(Summary("panel").excluded().connection_count(), 2);
  EXPECT_TRUE(List().empty());
}

// A connection that turns out to be a program has its owner's minutes taken
// back.
TEST_F(UnmatchedTest, TakesBackWhatAProgramWasCountedFor) {
  OutcomesOf({Join("c", 0, Forum::EmailOf(1)), Leave("c", 600)});
  EXPECT_EQ(OnlineSeconds("panel"), 600);
  PresenceEvent bot = Join("c", 700);
  bot.mutable_participant()->set_kind(v1::Participant::KIND_BOT);
  EXPECT_EQ(OutcomesOf({bot}), "X");
  EXPECT_EQ(OnlineSeconds("panel"), 0);
  EXPECT_EQ(Summary("panel").total().attended_count(), 0);
}

TEST_F(UnmatchedTest, MatchesByTheJoinTokenBeforeAllElse) {
  const std::string other = forum_.Register(MODE_ONLINE);
  PresenceEvent join = Join("c", 0, Forum::EmailOf(1));
  join.mutable_participant()->set_join_token(
      forum_.TicketOf(other).join_token());
  EXPECT_EQ(join.participant().join_token().size(), 36u);
  v1::ReportPresenceResponse response = Report(stub(), {join});
  EXPECT_EQ(response.results(0).registration(), other);
  // A token of nobody leads to nobody, and the next says who it is.
  PresenceEvent unknown = Join("d", 0, Forum::EmailOf(1));
  unknown.mutable_participant()->set_join_token(NewRandomUuid());
  response = Report(stub(), {unknown});
  EXPECT_EQ(response.results(0).registration(), person_);
}

TEST_F(UnmatchedTest, MapsInstancesByTheSchedule) {
  EXPECT_EQ(OutcomesOf({WithoutSession(Join("c", 0, Forum::EmailOf(1))),
                        WithoutSession(Leave("c", 600))}),
            "RR");
  EXPECT_EQ(OnlineSeconds("panel"), 600);
}

TEST_F(UnmatchedTest, KeepsInstancesOfNoSessionUntilSomebodySaysWhich) {
  // An hour before the panel.
  PresenceEvent join = WithoutSession(Join("c", -3600, Forum::EmailOf(1)));
  PresenceEvent leave = WithoutSession(Leave("c", 300));
  EXPECT_EQ(OutcomesOf({join}), "U");
  auto unmatched = List();
  ASSERT_EQ(unmatched.size(), 1u);
  EXPECT_EQ(unmatched[0].kind(), v1::Unmatched::KIND_INSTANCE);
  EXPECT_EQ(unmatched[0].instance_id(), "broadcast");
  // What is seen later shows that it is of the panel.
  EXPECT_EQ(OutcomesOf({leave}), "R");
  EXPECT_TRUE(List().empty());
  EXPECT_EQ(OnlineSeconds("panel"), 300);

  EXPECT_EQ(ResolveToSession(unmatched[0].name(), "venue"), "");
  EXPECT_EQ(OnlineSeconds("panel"), 0);
  EXPECT_EQ(OnlineSeconds("venue"), 3900);
  EXPECT_EQ(ResolveToSession(unmatched[0].name(), "panel"), "");
  EXPECT_EQ(OnlineSeconds("panel"), 300);
  EXPECT_EQ(OnlineSeconds("venue"), 300);
}

TEST_F(UnmatchedTest, FollowsTheAgenda) {
  PresenceEvent join = WithoutSession(Join("c", -3600, Forum::EmailOf(1)));
  PresenceEvent leave = WithoutSession(Leave("c", -3000));
  EXPECT_EQ(OutcomesOf({join, leave}), "UU");
  registration::v1::CreateSessionRequest request;
  registration::v1::CreateSessionResponse response;
  request.set_event(forum_.name());
  request.set_session_id("early");
  request.set_request_id(NewUuid());
  auto& session = *request.mutable_session();
  session.set_kind(registration::v1::Session::KIND_PANEL);
  session.set_title("Early");
  session.mutable_start_time()->set_seconds(forum_.start_seconds() + 3600);
  session.mutable_end_time()->set_seconds(forum_.start_seconds() + 7200);
  const grpc::Status created =
      Call(forum_.stub(),
           &registration::v1::RegistrationService::Stub::CreateSession, request,
           &response);
  ASSERT_TRUE(created.ok()) << created.error_message();
  PresenceTally tally;
  EXPECT_TRUE(PresenceStore(platform_.pool(), tally)
                  .DeriveDue(absl::Now(), absl::Now() + absl::Minutes(1))
                  .ok());
  EXPECT_EQ(OnlineSeconds("early"), 600);
  EXPECT_TRUE(List().empty());
}

TEST_F(UnmatchedTest, RefusesWhatDoesNotFit) {
  OutcomesOf({Join("c", 0), WithoutSession(Join("d", -3600))});
  const auto of_kind = [&](v1::Unmatched::Kind kind) {
    return List([kind](auto& request) { request.set_kind(kind); });
  };
  // One instance, of which one connection has a session.
  const auto connections = of_kind(v1::Unmatched::KIND_CONNECTION);
  ASSERT_FALSE(connections.empty());
  const std::string name = connections[0].name();
  EXPECT_EQ(ResolveToSession(name, "panel"), "INVALID_FIELD");
  EXPECT_EQ(ResolveTo(name, forum_.name() + "/registrations/" + NewUuid()),
            "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(ResolveTo(forum_.name() + "/unmatched/" + NewUuid(), person_),
            "UNMATCHED_NOT_FOUND");
  EXPECT_EQ(ResolveTo("nonsense", person_), "INVALID_FIELD");
  v1::ResolveUnmatchedRequest nothing;
  nothing.set_name(name);
  EXPECT_EQ(Resolve(nothing), "INVALID_FIELD");
  nothing.set_participant_kind(v1::Participant::KIND_PERSON);
  EXPECT_EQ(Resolve(nothing), "INVALID_FIELD");
}

}  // namespace
}  // namespace rollcall::checkin
