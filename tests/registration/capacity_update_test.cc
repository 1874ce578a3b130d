#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/sql.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::MetadataOf;
using rollcall::testing::ReasonOf;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

// Three places are taken in the room, two by people who are confirmed and one
// by an offer, and one online. Others wait or have left. Only some of them
// include the panel.
class CapacityUpdateTest : public ::testing::Test {
 protected:
  CapacityUpdateTest() : forum_(server_.NewChannel()) {
    Include(forum_.Register(MODE_IN_PERSON));
    forum_.Register(MODE_IN_PERSON);
    Include(forum_.Register(MODE_ONLINE));
    const std::string offered = forum_.Register(MODE_IN_PERSON);
    Include(offered);
    Set(offered,
        "state = 'WAITLISTED', queue_time = now(),"
        " offer_expire_time = now() + interval '1 hour'");
    const std::string waiting = forum_.Register(MODE_IN_PERSON);
    Include(waiting);
    Set(waiting, "state = 'WAITLISTED', queue_time = now()");
    const std::string cancelled = forum_.Register(MODE_IN_PERSON);
    Include(cancelled);
    Set(cancelled, "state = 'CANCELLED'");
    Set(forum_.Register(MODE_ONLINE), "state = 'PENDING'");
  }

  const Forum& forum() const { return forum_; }

  Answer<v1::UpdateEventResponse> LimitEvent(std::optional<int> in_person,
                                             std::optional<int> online) {
    v1::UpdateEventRequest request = EventUpdate(forum_.name(), {"capacity"});
    Fill(in_person, online, *request.mutable_event()->mutable_capacity());
    return Send(server_.stub(), request);
  }
  Answer<v1::UpdateSessionResponse> LimitPanel(std::optional<int> in_person,
                                               std::optional<int> online) {
    v1::UpdateSessionRequest request =
        SessionUpdate(forum_.Session("panel"), {"capacity"});
    Fill(in_person, online, *request.mutable_session()->mutable_capacity());
    return Send(server_.stub(), request);
  }

 private:
  static void Fill(std::optional<int> in_person, std::optional<int> online,
                   v1::Capacity& capacity) {
    if (in_person) capacity.set_in_person(*in_person);
    if (online) capacity.set_online(*online);
  }

  static std::string Where(const std::string& registration) {
    RegistrationName name;
    ParseName(registration, name);
    return absl::StrCat(" WHERE event_id = '", name.event,
                        "' AND registration_id = '", name.registration, "'");
  }
  static void Set(const std::string& registration, const std::string& change) {
    ExecuteSql(absl::StrCat("UPDATE rollcall.registration SET ", change,
                            Where(registration)));
  }
  static void Include(const std::string& registration) {
    ExecuteSql(absl::StrCat(
        "INSERT INTO rollcall.registration_session"
        " SELECT event_id, registration_id, 'panel' FROM rollcall.registration",
        Where(registration)));
  }

  RegistrationServer server_;
  Forum forum_;
};

TEST_F(CapacityUpdateTest, CountsWhoHoldsAPlaceWhenFirstLimited) {
  const auto answer = LimitEvent(3, 1);
  ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
  const v1::Capacity& capacity = answer.response.event().capacity();
  EXPECT_EQ(capacity.in_person_taken(), 3);
  EXPECT_EQ(capacity.online_taken(), 1);
}

TEST_F(CapacityUpdateTest, CountsWhoIncludesTheSession) {
  const auto answer = LimitPanel(2, std::nullopt);
  ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
  const v1::Capacity& capacity = answer.response.session().capacity();
  EXPECT_EQ(capacity.in_person_taken(), 2);
  EXPECT_FALSE(capacity.has_online());
  EXPECT_EQ(capacity.online_taken(), 0);
}

TEST_F(CapacityUpdateTest, RefusesFewerPlacesThanAreTaken) {
  // Unlimited before, and limited.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto answer = LimitEvent(2, 1);
    EXPECT_EQ(ReasonOf(answer.status), "CAPACITY_BELOW_TAKEN");
    EXPECT_EQ(answer.status.error_code(),
              grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(MetadataOf(answer.status),
              (std::map<std::string, std::string>{
                  {"session", forum().Session("venue")},
                  {"mode", "IN_PERSON"},
                  {"taken", "3"}}));
    ASSERT_TRUE(LimitEvent(3, 1).ok());
  }
  EXPECT_EQ(ReasonOf(LimitEvent(3, 0).status), "CAPACITY_BELOW_TAKEN");
  EXPECT_EQ(ReasonOf(LimitPanel(1, 1).status), "CAPACITY_BELOW_TAKEN");
}

TEST_F(CapacityUpdateTest, ChangesNothingElseWhenItRefuses) {
  ASSERT_TRUE(LimitEvent(3, std::nullopt).ok());
  const auto before = RowsOf(forum().name());
  EXPECT_EQ(ReasonOf(LimitEvent(std::nullopt, 0).status),
            "CAPACITY_BELOW_TAKEN");
  const auto answer = LimitEvent(3, std::nullopt);
  EXPECT_EQ(answer.response.event().etag(), "2");
  EXPECT_EQ(answer.response.event().capacity().in_person_taken(), 3);
  EXPECT_EQ(RowsOf(forum().name()), before);
}

TEST_F(CapacityUpdateTest, ForgetsALimitThatIsTakenAway) {
  ASSERT_TRUE(LimitEvent(3, 1).ok());
  const auto answer = LimitEvent(std::nullopt, 1);
  ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
  EXPECT_FALSE(answer.response.event().capacity().has_in_person());
  EXPECT_EQ(answer.response.event().capacity().online(), 1);
}

}  // namespace
}  // namespace rollcall::registration
