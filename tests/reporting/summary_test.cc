#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using rollcall::testing::Call;
using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

class GetSummaryTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  grpc::Status StatusOf(const std::string& event, const std::string& session) {
    v1::GetSummaryRequest request;
    v1::GetSummaryResponse response;
    request.set_event(event);
    request.set_session(session);
    return Call(hall_.reports(), &v1::ReportingService::Stub::GetSummary,
                request, &response);
  }

 private:
  Hall hall_;
};

TEST_F(GetSummaryTest, GivesZeroesForAnEventWithoutPeople) {
  for (const std::string& session :
       {std::string(), hall().Session("venue"), hall().Session("panel")}) {
    SCOPED_TRACE(session);
    const auto summary = hall().Summary(session);
    EXPECT_EQ(Text(summary.total()), Text(Counts()));
    EXPECT_EQ(summary.registered_in_person_count(), 0);
    EXPECT_EQ(summary.registered_online_count(), 0);
    EXPECT_EQ(summary.country_count(), 0);
    EXPECT_EQ(summary.data_version(), 0);
    EXPECT_GT(summary.as_of().seconds(), 0);
    std::vector<std::string> sectors;
    for (const auto& row : summary.sectors()) {
      sectors.push_back(row.sector_id());
      EXPECT_EQ(Text(row.counts()), Text(Counts()));
    }
    EXPECT_THAT(sectors,
                ElementsAre("government-agency", "foreign-embassy",
                            "international-organization", "research-institute",
                            "academia", "civil-society-organization",
                            "business-community", "private-sector"));
  }
}

TEST_F(GetSummaryTest, CountsPeopleByHowTheyAttended) {
  Forum& forum = hall().forum();
  const std::string venue = hall().Session("venue");
  const auto at = [&](int minutes) {
    return hall().At(absl::Minutes(minutes));
  };
  const std::string in_person = forum.Register(MODE_IN_PERSON, "CN");
  const std::string online = forum.Register(MODE_ONLINE, "KE");
  const std::string both = forum.Register(MODE_IN_PERSON, "KE");
  forum.Register(MODE_ONLINE, "FR");
  forum.Register(MODE_IN_PERSON, "", "");
  hall().Enter(venue, in_person, at(0));
  hall().Watch(venue, online, at(0), at(10));
  hall().Enter(venue, both, at(0));
  hall().Watch(venue, both, at(0), at(10));

  const auto summary = hall().Summary();
  Counts expected;
  expected.registered = expected.confirmed = 5;
  expected.in_person_only = expected.online_only = expected.both = 1;
  expected.no_show = 2;
  EXPECT_EQ(Text(summary.total()), Text(expected));
  EXPECT_EQ(summary.registered_in_person_count(), 3);
  EXPECT_EQ(summary.registered_online_count(), 2);
  EXPECT_EQ(summary.country_count(), 2);
}

TEST_F(GetSummaryTest, GivesPeopleOfUnknownSectorARowOfTheirOwn) {
  Forum& forum = hall().forum();
  forum.Register(MODE_IN_PERSON, "CN", "academia");
  hall().Enter(hall().Session("venue"),
               forum.Register(MODE_IN_PERSON, "CN", ""),
               hall().At(absl::ZeroDuration()));
  const auto summary = hall().Summary();
  ASSERT_EQ(summary.sectors_size(), 9);
  const auto& unknown = summary.sectors(8);
  EXPECT_EQ(unknown.sector_id(), "");
  EXPECT_EQ(unknown.display_name(), "unknown");
  EXPECT_EQ(unknown.counts().attended_count(), 1);
  int64_t registered = 0;
  for (const auto& row : summary.sectors()) {
    registered += row.counts().registered_count();
  }
  EXPECT_EQ(registered, summary.total().registered_count());
}

TEST_F(GetSummaryTest, TakesTheVenueForTheEvent) {
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  hall().Enter(hall().Session("panel"), person, hall().At(absl::Hours(2)));
  v1::GetSummaryResponse event = hall().Summary();
  v1::GetSummaryResponse venue = hall().Summary(hall().Session("venue"));
  EXPECT_EQ(event.total().attended_count(), 1);
  event.clear_as_of();
  venue.clear_as_of();
  EXPECT_EQ(event.DebugString(), venue.DebugString());
}

TEST_F(GetSummaryTest, TellsSessionsApart) {
  Forum& forum = hall().forum();
  const std::string at_door = forum.Register(MODE_IN_PERSON, "CN");
  const std::string at_panel = forum.Register(MODE_IN_PERSON, "KE");
  hall().Enter(hall().Session("venue"), at_door, hall().At(absl::Hours(1)));
  hall().Enter(hall().Session("panel"), at_panel, hall().At(absl::Hours(2)));
  EXPECT_EQ(hall().Summary().total().in_person_only_count(), 2);
  EXPECT_EQ(hall().Summary().country_count(), 2);
  const auto panel = hall().Summary(hall().Session("panel"));
  Counts expected;
  expected.registered = expected.confirmed = 2;
  expected.in_person_only = expected.no_show = 1;
  EXPECT_EQ(Text(panel.total()), Text(expected));
  EXPECT_EQ(panel.registered_in_person_count(), 2);
  EXPECT_EQ(panel.country_count(), 1);
}

TEST_F(GetSummaryTest, KeepsItsVersionWhileNothingChanges) {
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  hall().Enter(hall().Session("venue"), person, hall().At(absl::Hours(1)));
  const auto first = hall().Summary();
  const auto second = hall().Summary();
  EXPECT_GT(first.data_version(), 0);
  EXPECT_EQ(second.data_version(), first.data_version());
  EXPECT_EQ(hall().Summary(hall().Session("panel")).data_version(),
            first.data_version());
  EXPECT_EQ(hall().Breakdown({v1::DIMENSION_MODE}).data_version(),
            first.data_version());
  EXPECT_EQ(hall().Communique().data_version(), first.data_version());
}

TEST_F(GetSummaryTest, RaisesItsVersionWithEveryChange) {
  Forum& forum = hall().forum();
  const std::string venue = hall().Session("venue");
  const std::string panel = hall().Session("panel");
  const auto at = [&](int minutes) {
    return hall().At(absl::Minutes(minutes));
  };
  int64_t version = hall().Summary().data_version();
  const auto expect_raised = [&] {
    const int64_t next = hall().Summary().data_version();
    EXPECT_GT(next, version);
    version = next;
  };
  const std::string person = forum.Register(MODE_IN_PERSON);
  expect_raised();
  hall().Enter(venue, person, at(1));
  expect_raised();
  hall().Enter(panel, person, at(120));
  expect_raised();
  hall().Watch(venue, person, at(0), at(10));
  expect_raised();
  hall().Watch(panel, person, at(120), at(130));
  expect_raised();
  forum.Register(MODE_ONLINE);
  expect_raised();
}

TEST_F(GetSummaryTest, KeepsItsVersionWhenACallChangesNothing) {
  const std::string person = hall().forum().Register(MODE_ONLINE);
  const int64_t version = hall().Summary().data_version();
  EXPECT_EQ(
      hall().Enter(hall().Session("venue"), person, hall().At(absl::Hours(1))),
      checkin::v1::Decision::OUTCOME_REFUSED);
  EXPECT_EQ(hall().Summary().data_version(), version);
}

// Numbers and version of one answer are of one snapshot.
TEST_F(GetSummaryTest, GivesTheSameNumbersWithTheSameVersion) {
  constexpr int kPeople = 60;
  std::atomic<bool> written = false;
  std::thread writer([&] {
    for (int i = 0; i < kPeople; ++i) {
      const std::string person = hall().forum().Register(MODE_IN_PERSON);
      hall().Enter(hall().Session("panel"), person, hall().At(absl::Hours(2)));
    }
    written = true;
  });
  std::map<int64_t, std::string> by_version;
  int64_t attended = 0;
  bool last = false;
  while (!last) {
    last = written;
    const auto summary = hall().Summary();
    const std::string text = Text(summary.total());
    EXPECT_EQ(by_version.emplace(summary.data_version(), text).first->second,
              text);
    EXPECT_EQ(by_version.rbegin()->first, summary.data_version());
    EXPECT_GE(summary.total().attended_count(), attended);
    attended = summary.total().attended_count();
  }
  writer.join();
  EXPECT_EQ(attended, kPeople);
}

TEST_F(GetSummaryTest, SaysWhenThereIsNoEvent) {
  const std::string event = "events/" + UniqueSlug();
  for (const std::string& session :
       {std::string(), event + "/sessions/venue"}) {
    const grpc::Status status = StatusOf(event, session);
    EXPECT_EQ(ReasonOf(status), "EVENT_NOT_FOUND");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  }
}

TEST_F(GetSummaryTest, SaysWhenThereIsNoSession) {
  const grpc::Status status =
      StatusOf(hall().forum().name(), hall().Session("nowhere"));
  EXPECT_EQ(ReasonOf(status), "SESSION_NOT_FOUND");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(GetSummaryTest, RefusesMalformedNames) {
  for (const char* event : {"", "forum", "events/", "events/Forum",
                            "events/forum/sessions/venue"}) {
    const grpc::Status status = StatusOf(event, "");
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD") << event;
    EXPECT_THAT(FieldsOf(status), ElementsAre("event")) << event;
  }
  const std::string& event = hall().forum().name();
  for (const std::string& session :
       {std::string("venue"), event, event + "/sessions/",
        event + "/sessions/Venue", event + "/registrations/" + NewUuid()}) {
    const grpc::Status status = StatusOf(event, session);
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD") << session;
    EXPECT_THAT(FieldsOf(status), ElementsAre("session")) << session;
  }
}

TEST_F(GetSummaryTest, RefusesASessionOfAnotherEvent) {
  Hall other;
  const grpc::Status status =
      StatusOf(hall().forum().name(), other.Session("panel"));
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  EXPECT_THAT(FieldsOf(status), ElementsAre("session"));
}

}  // namespace
}  // namespace rollcall::reporting
