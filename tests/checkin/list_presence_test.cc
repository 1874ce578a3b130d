#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/checkin/presence_fixture.h"

namespace rollcall::checkin {
namespace {

using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using type::v1::MODE_ONLINE;

class ListPresenceTest : public PresenceFixture {
 protected:
  v1::ListPresenceRequest Request(const std::string& session = "panel") {
    v1::ListPresenceRequest request;
    request.set_event(forum_.name());
    if (!session.empty()) request.set_session(forum_.Session(session));
    return request;
  }

  // All pages of two.
  std::vector<v1::Presence> List(v1::ListPresenceRequest request) {
    request.set_page_size(2);
    std::vector<v1::Presence> all;
    do {
      v1::ListPresenceResponse response;
      const grpc::Status status = Call(
          stub(), &v1::PresenceService::Stub::ListPresence, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      all.insert(all.end(), response.presences().begin(),
                 response.presences().end());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  std::string ErrorOfList(const v1::ListPresenceRequest& request) {
    v1::ListPresenceResponse response;
    return ReasonOf(Call(stub(), &v1::PresenceService::Stub::ListPresence,
                         request, &response));
  }

  void SetRule(const std::string& measure, int present, int partial) {
    ExecuteSql(absl::StrCat("UPDATE rollcall.event SET attendance_measure = '",
                            measure, "', present_percent = ", present,
                            ", partial_percent = ", partial,
                            " WHERE event_id = '", EventId(), "'"));
  }
};

TEST_F(ListPresenceTest, SaysWhoWasThereAndHowLong) {
  SetRule("PERCENT_OF_SCHEDULED", 75, 50);
  for (int i = 0; i < 5; ++i) forum_.Register(MODE_ONLINE);
  for (const auto& presence : List(Request())) {
    EXPECT_EQ(presence.status(), v1::Presence::STATUS_NOT_EVALUATED);
  }
  // The panel lasts two hours.
  OutcomesOf({Join("a", 0, Forum::EmailOf(1)), Leave("a", 5399),
              Join("b", 0, Forum::EmailOf(2)), Leave("b", 5400),
              Join("c", 0, Forum::EmailOf(3)), Leave("c", 3599),
              Join("d", 0, Forum::EmailOf(4)), Leave("d", 3600)});
  std::map<int64_t, v1::Presence::Status> by_seconds;
  const auto all = List(Request());
  EXPECT_EQ(all.size(), 5u);
  for (const auto& presence : all) {
    by_seconds[presence.online_duration().seconds()] = presence.status();
    EXPECT_EQ(presence.attended_duration().seconds(),
              presence.online_duration().seconds());
    EXPECT_DOUBLE_EQ(
        presence.attended_percent(),
        static_cast<double>(presence.online_duration().seconds()) / 72);
  }
  EXPECT_EQ(by_seconds, (std::map<int64_t, v1::Presence::Status>{
                            {0, v1::Presence::STATUS_ABSENT},
                            {3599, v1::Presence::STATUS_ABSENT},
                            {3600, v1::Presence::STATUS_PARTIAL},
                            {5399, v1::Presence::STATUS_PARTIAL},
                            {5400, v1::Presence::STATUS_PRESENT}}));
}

TEST_F(ListPresenceTest, ShowsIntervalsAndDays) {
  const std::string person = forum_.Register(MODE_ONLINE);
  OutcomesOf({Join("a", -300, Forum::EmailOf(1)), Leave("a", 1200),
              Join("b", 900, Forum::EmailOf(1)), Leave("b", 1800)});
  v1::ListPresenceRequest request = Request();
  request.set_registration(person);
  const auto found = List(request);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].registration(), person);
  EXPECT_EQ(found[0].online_duration().seconds(), 1800);
  ASSERT_EQ(found[0].days_size(), 1);
  EXPECT_EQ(found[0].days(0).date(), "2022-09-03");
  EXPECT_EQ(found[0].days(0).online_duration().seconds(), 1800);
  ASSERT_EQ(found[0].intervals_size(), 2);
  EXPECT_EQ(found[0].intervals(0).connection_id(), "a");
  EXPECT_EQ(found[0].intervals(0).state(), v1::PresenceInterval::STATE_CLOSED);
  // Without a session: the panel and the event as a whole.
  request.clear_session();
  EXPECT_EQ(List(request).size(), 2u);
}

// Of an instance that lasted half an hour, half is fifteen minutes.
TEST_F(ListPresenceTest, MeasuresByHowLongASessionDidLast) {
  SetRule("PERCENT_OF_ACTUAL", 50, 0);
  forum_.Register(MODE_ONLINE);
  OutcomesOf({Join("a", 0, Forum::EmailOf(1)), Leave("a", 900)});
  EXPECT_EQ(List(Request())[0].status(), v1::Presence::STATUS_ABSENT);
  v1::PresenceEvent started =
      EventOf(v1::PresenceEvent::KIND_INSTANCE_STARTED, "", 0);
  v1::PresenceEvent ended =
      EventOf(v1::PresenceEvent::KIND_INSTANCE_ENDED, "", 1800);
  EXPECT_EQ(OutcomesOf({started, ended}), "RR");
  const auto found = List(Request());
  EXPECT_EQ(found[0].status(), v1::Presence::STATUS_PRESENT);
  EXPECT_DOUBLE_EQ(found[0].attended_percent(), 50);
  EXPECT_EQ(Counts("panel").online_only_count(), 1);
}

TEST_F(ListPresenceTest, RefusesWhatThereIsNot) {
  EXPECT_EQ(ErrorOfList(Request("nowhere")), "SESSION_NOT_FOUND");
  v1::ListPresenceRequest request = Request();
  request.set_registration(forum_.name() + "/registrations/" + NewUuid());
  EXPECT_EQ(ErrorOfList(request), "REGISTRATION_NOT_FOUND");
  request.set_registration("events/another/registrations/" + NewUuid());
  EXPECT_EQ(ErrorOfList(request), "INVALID_FIELD");
  request = Request("");
  request.set_event("events/no-such-event");
  EXPECT_EQ(ErrorOfList(request), "EVENT_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::checkin
