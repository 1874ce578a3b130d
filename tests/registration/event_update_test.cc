#include <functional>
#include <string>
#include <utility>
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

class UpdateEventTest : public ::testing::Test {
 protected:
  UpdateEventTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  Forum& forum() { return forum_; }
  const std::string& name() const { return forum_.name(); }

  v1::Event Stored() {
    const auto answer = Send(stub(), Named<v1::GetEventRequest>(name()));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.event();
  }
  v1::Session Venue() {
    return Send(stub(), Named<v1::GetSessionRequest>(forum_.Session("venue")))
        .response.session();
  }

  // Expects that the update changes the event as `change` does.
  void ExpectChange(const v1::UpdateEventRequest& request,
                    const std::function<void(v1::Event&)>& change) {
    v1::Event expected = Stored();
    change(expected);
    expected.set_etag(std::to_string(std::stoi(expected.etag()) + 1));
    const auto answer = Send(stub(), request);
    ASSERT_TRUE(answer.ok()) << answer.status.error_message();
    EXPECT_EQ(answer.response.event().DebugString(), expected.DebugString());
    EXPECT_EQ(Stored().DebugString(), expected.DebugString());
  }

  // Expects that the update is refused and changes nothing.
  void ExpectRefused(const v1::UpdateEventRequest& request,
                     const std::string& reason,
                     const std::vector<std::string>& fields = {}) {
    const std::string before = Stored().DebugString() + Venue().DebugString();
    const auto answer = Send(stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), reason);
    EXPECT_EQ(FieldsOf(answer.status), fields);
    EXPECT_EQ(Stored().DebugString() + Venue().DebugString(), before);
  }

 private:
  RegistrationServer server_;
  Forum forum_;
};

TEST_F(UpdateEventTest, ChangesEachFieldAlone) {
  const std::vector<std::pair<std::string, std::function<void(v1::Event&)>>>
      changes = {
          {"title", [](auto& event) { event.set_title("Новое название"); }},
          {"theme", [](auto& event) { event.set_theme("A theme"); }},
          {"edition", [](auto& event) { event.set_edition("2023"); }},
          {"host_fair", [](auto& event) { event.set_host_fair("A fair"); }},
          {"venue", [](auto& event) { event.set_venue("Hall 2"); }},
          {"city", [](auto& event) { event.set_city("北京"); }},
          {"country_code", [](auto& event) { event.set_country_code("KE"); }},
          {"time_zone", [](auto& event) { event.set_time_zone("UTC"); }},
          {"start_time",
           [](auto& event) { event.mutable_start_time()->set_nanos(5000); }},
          {"end_time",
           [](auto& event) { event.mutable_end_time()->set_nanos(7000); }},
          {"sectors",
           [](auto& event) {
             event.mutable_sectors()->SwapElements(0, 5);
             event.mutable_sectors(1)->set_display_name("Embassies, \"all\"");
             event.add_sectors()->set_sector_id("press");
             event.mutable_sectors(8)->set_display_name("press");
             event.mutable_sectors()->DeleteSubrange(2, 2);
           }},
          {"partners",
           [](auto& event) {
             for (const char* partner : {"A", "B", "NULL"}) {
               event.add_partners()->set_display_name(partner);
               event.mutable_partners()->rbegin()->set_role(
                   v1::Partner::ROLE_SPONSOR);
             }
           }},
          {"partners",
           [](auto& event) {
             event.mutable_partners()->DeleteSubrange(0, 2);
             event.mutable_partners(0)->set_role(v1::Partner::ROLE_HOST);
           }},
          {"online_attendance_threshold",
           [](auto& event) {
             event.mutable_online_attendance_threshold()->set_seconds(90);
           }},
          {"attendance_rule",
           [](auto& event) {
             event.mutable_attendance_rule()
                 ->mutable_partial_duration()
                 ->set_seconds(89);
           }},
          {"attendance_rule.partial_duration",
           [](auto& event) {
             event.mutable_attendance_rule()->clear_partial_duration();
           }},
          {"attendance_rule",
           [](auto& event) {
             v1::AttendanceRule& rule = *event.mutable_attendance_rule();
             rule.set_measure(v1::AttendanceRule::MEASURE_PERCENT_OF_SCHEDULED);
             rule.set_present_percent(75);
             rule.set_partial_percent(50);
           }},
          {"attendance_rule.measure",
           [](auto& event) {
             event.mutable_attendance_rule()->set_measure(
                 v1::AttendanceRule::MEASURE_PERCENT_OF_ACTUAL);
           }},
          {"attendance_rule.partial_percent",
           [](auto& event) {
             event.mutable_attendance_rule()->set_partial_percent(75);
           }},
          {"attendance_rule",
           [](auto& event) {
             event.mutable_attendance_rule()->Clear();
             event.mutable_attendance_rule()->set_measure(
                 v1::AttendanceRule::MEASURE_DURATION);
           }},
          {"capacity",
           [](auto& event) { event.mutable_capacity()->set_in_person(30); }},
          {"capacity.online",
           [](auto& event) { event.mutable_capacity()->set_online(0); }},
          {"capacity",
           [](auto& event) { event.mutable_capacity()->clear_in_person(); }},
          {"capacity", [](auto& event) { event.clear_capacity(); }},
          {"approval_policy",
           [](auto& event) {
             event.set_approval_policy(v1::APPROVAL_POLICY_REGISTRAR);
           }},
          {"offer_duration",
           [](auto& event) { event.mutable_offer_duration()->set_seconds(5); }},
          {"retention_time",
           [](auto& event) {
             *event.mutable_retention_time() = event.end_time();
           }},
          {"retention_time", [](auto& event) { event.clear_retention_time(); }},
      };
  for (const auto& [path, change] : changes) {
    SCOPED_TRACE(path);
    v1::UpdateEventRequest request = EventUpdate(name(), {path});
    *request.mutable_event() = Stored();
    change(*request.mutable_event());
    // What the mask does not name is not looked at.
    if (path != "city") request.mutable_event()->set_city("Nowhere\x01");
    ExpectChange(request, change);
  }
}

TEST_F(UpdateEventTest, ChangesWhatIsSetWithoutAMask) {
  v1::UpdateEventRequest request = EventUpdate(name(), {});
  request.mutable_event()->set_theme("A theme");
  request.mutable_event()->mutable_capacity()->set_online(9);
  ExpectChange(request, [](v1::Event& event) {
    event.set_theme("A theme");
    event.mutable_capacity()->set_online(9);
  });
}

TEST_F(UpdateEventTest, EmptiesWhatIsNotSetWithAStar) {
  v1::UpdateEventRequest full = EventUpdate(name(), {});
  full.mutable_event()->set_city("Beijing");
  full.mutable_event()->mutable_capacity()->set_online(9);
  full.mutable_event()->mutable_offer_duration()->set_seconds(9);
  ASSERT_TRUE(Send(stub(), full).ok());

  v1::UpdateEventRequest request = EventUpdate(name(), {"*"});
  *request.mutable_event() =
      rollcall::testing::ValidEvent(UniqueSlug()).event();
  request.mutable_event()->set_name(name());
  request.mutable_event()->set_title("Another title");
  ExpectChange(request, [](v1::Event& event) {
    event.set_title("Another title");
    event.clear_city();
    event.clear_capacity();
    event.mutable_offer_duration()->set_seconds(12 * 60 * 60);
  });
}

// The event that an update leads to has to be as good as a new one.
TEST_F(UpdateEventTest, RefusesAThresholdThatLeavesNobodyPartial) {
  v1::UpdateEventRequest rule = EventUpdate(name(), {"attendance_rule"});
  rule.mutable_event()
      ->mutable_attendance_rule()
      ->mutable_partial_duration()
      ->set_seconds(30);
  ASSERT_TRUE(Send(stub(), rule).ok());
  for (const int seconds : {1, 29, 30}) {
    v1::UpdateEventRequest request =
        EventUpdate(name(), {"online_attendance_threshold"});
    request.mutable_event()->mutable_online_attendance_threshold()->set_seconds(
        seconds);
    ExpectRefused(request, "INVALID_FIELD",
                  {"event.attendance_rule.partial_duration"});
  }
  v1::UpdateEventRequest request =
      EventUpdate(name(), {"online_attendance_threshold"});
  request.mutable_event()->mutable_online_attendance_threshold()->set_seconds(
      31);
  EXPECT_TRUE(Send(stub(), request).ok());
}

TEST_F(UpdateEventTest, TakesARuleByItsEtag) {
  const v1::Event read = Stored();
  v1::UpdateEventRequest request = EventUpdate(name(), {"attendance_rule"});
  *request.mutable_event() = read;
  request.mutable_event()
      ->mutable_attendance_rule()
      ->mutable_partial_duration()
      ->set_seconds(30);
  ASSERT_TRUE(Send(stub(), request).ok());
  ExpectRefused(request, "ETAG_MISMATCH");
  // The same rule is no change.
  request.mutable_event()->set_etag(Stored().etag());
  const auto again = Send(stub(), request);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.response.event().etag(), request.event().etag());
}

TEST_F(UpdateEventTest, IgnoresWhatIsOutputOnly) {
  v1::UpdateEventRequest request = EventUpdate(
      name(),
      {"name", "create_time", "etag", "theme", "capacity.online_taken"});
  request.mutable_event()->mutable_create_time()->set_seconds(1);
  request.mutable_event()->set_theme("A theme");
  request.mutable_event()->mutable_capacity()->set_online_taken(3);
  ExpectChange(request, [](v1::Event& event) { event.set_theme("A theme"); });
}

TEST_F(UpdateEventTest, NamesEveryMistake) {
  ExpectRefused(EventUpdate(name(), {"title", "titel", "start"}),
                "INVALID_FIELD", {"update_mask", "update_mask"});
  v1::UpdateEventRequest request = EventUpdate(name(), {"*"});
  request.mutable_event()->mutable_capacity()->set_online(-1);
  ExpectRefused(request, "INVALID_FIELD",
                {"event.title", "event.time_zone", "event.start_time",
                 "event.end_time", "event.capacity.online"});
  // Together with what is stored.
  request = EventUpdate(name(), {});
  request.mutable_event()->mutable_retention_time()->set_seconds(
      forum().start_seconds());
  ExpectRefused(request, "INVALID_FIELD", {"event.retention_time"});
}

TEST_F(UpdateEventTest, RefusesWhatIsNoName) {
  for (const char* name : {"", "forum", "events/", "events/a/sessions/b"}) {
    const auto answer = Send(stub(), EventUpdate(name, {"title"}));
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre("event.name"));
  }
}

TEST_F(UpdateEventTest, SaysWhenThereIsNone) {
  v1::UpdateEventRequest request = EventUpdate("events/" + UniqueSlug(), {});
  request.mutable_event()->set_title("A title");
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "EVENT_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(UpdateEventTest, KeepsTheRuleForPlusAliases) {
  v1::UpdateEventRequest request = EventUpdate(name(), {"ignore_plus_alias"});
  request.mutable_event()->set_ignore_plus_alias(true);
  ExpectRefused(request, "INVALID_FIELD", {"event.ignore_plus_alias"});
  request.mutable_event()->set_ignore_plus_alias(false);
  EXPECT_TRUE(Send(stub(), request).ok());
}

TEST_F(UpdateEventTest, TakesTheEtagLastRead) {
  v1::UpdateEventRequest request = EventUpdate(name(), {});
  request.mutable_event()->set_theme("First");
  request.mutable_event()->set_etag(Stored().etag());
  ASSERT_TRUE(Send(stub(), request).ok());

  request.mutable_event()->set_theme("Second");
  ExpectRefused(request, "ETAG_MISMATCH");
  // Also when it would change nothing.
  request.mutable_event()->set_theme("First");
  ExpectRefused(request, "ETAG_MISMATCH");
  EXPECT_EQ(Send(stub(), request).status.error_code(),
            grpc::StatusCode::ABORTED);
  request.mutable_event()->clear_etag();
  request.mutable_event()->set_theme("Third");
  EXPECT_TRUE(Send(stub(), request).ok());
}

TEST_F(UpdateEventTest, KeepsTheEtagWhenNothingChanges) {
  v1::UpdateEventRequest request = EventUpdate(name(), {"*"});
  *request.mutable_event() = Stored();
  const auto answer = Send(stub(), request);
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.response.event().DebugString(),
            request.event().DebugString());
}

TEST_F(UpdateEventTest, MakesTheVenueFollow) {
  const v1::Session before = Venue();
  v1::UpdateEventRequest request = EventUpdate(name(), {});
  request.mutable_event()->set_city("Beijing");
  ASSERT_TRUE(Send(stub(), request).ok());
  EXPECT_EQ(Venue().DebugString(), before.DebugString());

  request.mutable_event()->set_title("Another title");
  request.mutable_event()->mutable_start_time()->set_seconds(
      forum().start_seconds() - 60);
  request.mutable_event()->mutable_end_time()->set_seconds(
      forum().start_seconds() + 60);
  ASSERT_TRUE(Send(stub(), request).ok());
  v1::Session expected = before;
  expected.set_title("Another title");
  *expected.mutable_start_time() = request.event().start_time();
  *expected.mutable_end_time() = request.event().end_time();
  expected.set_etag("2");
  EXPECT_EQ(Venue().DebugString(), expected.DebugString());
}

TEST_F(UpdateEventTest, ShowsTheCapacityOfTheVenue) {
  v1::UpdateEventRequest request = EventUpdate(name(), {});
  request.mutable_event()->mutable_capacity()->set_in_person(30);
  ASSERT_TRUE(Send(stub(), request).ok());
  EXPECT_EQ(Venue().capacity().in_person(), 30);
}

TEST_F(UpdateEventTest, KeepsSectorsThatRegistrationsName) {
  forum().Register(type::v1::MODE_ONLINE, "CN", "academia");
  v1::UpdateEventRequest request = EventUpdate(name(), {"sectors"});
  auto* sector = request.mutable_event()->add_sectors();
  sector->set_sector_id("press");
  sector->set_display_name("press");
  ExpectRefused(request, "SECTOR_IN_USE");

  sector = request.mutable_event()->add_sectors();
  sector->set_sector_id("academia");
  sector->set_display_name("universities");
  EXPECT_TRUE(Send(stub(), request).ok());
  std::vector<std::string> names;
  const v1::Event stored = Stored();
  for (const auto& kept : stored.sectors()) {
    names.push_back(kept.display_name());
  }
  EXPECT_THAT(names, ElementsAre("press", "universities"));
}

}  // namespace
}  // namespace rollcall::registration
