#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
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

// Every field set, with all that a list of texts could be broken by.
v1::CreateEventRequest FullEvent() {
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  auto* event = request.mutable_event();
  event->set_title("Форум 论坛 منتدى");
  event->set_theme("Sharing,\n\t\"quoted\" \\ and {braced}");
  event->set_edition("2022");
  event->set_host_fair("A fair for trade in services");
  event->set_venue("Hall №1");
  event->set_city("北京");
  event->set_country_code("CN");
  event->set_time_zone("America/Argentina/Buenos_Aires");
  event->mutable_start_time()->set_nanos(123456000);
  event->mutable_end_time()->set_nanos(999999000);
  event->mutable_online_attendance_threshold()->set_seconds(90);
  event->mutable_attendance_rule()->set_measure(
      v1::AttendanceRule::MEASURE_PERCENT_OF_ACTUAL);
  event->mutable_attendance_rule()->set_present_percent(75);
  event->mutable_attendance_rule()->set_partial_percent(50);
  event->mutable_capacity()->set_in_person(0);
  event->mutable_capacity()->set_online(5000);
  event->set_approval_policy(v1::APPROVAL_POLICY_REGISTRAR);
  event->mutable_offer_duration()->set_seconds(3600);
  event->set_ignore_plus_alias(true);
  *event->mutable_retention_time() = event->end_time();
  for (const char* name : {"NULL", "a, b", "\"", "\\", "{}", "最后"}) {
    auto* sector = event->add_sectors();
    sector->set_sector_id("s" + std::to_string(event->sectors_size()));
    sector->set_display_name(name);
    auto* partner = event->add_partners();
    partner->set_role(v1::Partner::ROLE_SUPPORTER);
    partner->set_display_name(name);
  }
  event->mutable_partners(0)->set_role(v1::Partner::ROLE_SPONSOR);
  event->mutable_partners(1)->set_role(v1::Partner::ROLE_HOST);
  event->mutable_partners(2)->set_role(v1::Partner::ROLE_CO_ORGANIZER);
  return request;
}

std::string NameOf(const v1::CreateEventRequest& request) {
  return "events/" + request.event_id();
}

class CreateEventTest : public ::testing::Test {
 protected:
  Stub& stub() { return server_.stub(); }
  Stub& other_stub() { return other_server_.stub(); }

  v1::Event Stored(const v1::CreateEventRequest& request) {
    const auto answer =
        Send(stub(), Named<v1::GetEventRequest>(NameOf(request)));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.event();
  }

 private:
  RegistrationServer server_;
  RegistrationServer other_server_;
};

TEST_F(CreateEventTest, KeepsEveryField) {
  const v1::CreateEventRequest request = FullEvent();
  const auto created = Send(stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();

  const v1::Event& event = created.response.event();
  EXPECT_GT(event.create_time().seconds(), 0);
  v1::Event expected = request.event();
  expected.set_name(NameOf(request));
  *expected.mutable_create_time() = event.create_time();
  expected.set_etag("1");
  EXPECT_EQ(event.DebugString(), expected.DebugString());
  EXPECT_EQ(Stored(request).DebugString(), expected.DebugString());
}

TEST_F(CreateEventTest, FillsInWhatIsLeftOut) {
  const auto created = Send(stub(), ValidEvent(UniqueSlug()));
  ASSERT_TRUE(created.ok());
  const v1::Event& event = created.response.event();
  std::vector<std::string> sectors;
  for (const auto& sector : event.sectors()) {
    sectors.push_back(sector.sector_id());
    EXPECT_FALSE(sector.display_name().empty());
  }
  EXPECT_THAT(sectors,
              ElementsAre("government-agency", "foreign-embassy",
                          "international-organization", "research-institute",
                          "academia", "civil-society-organization",
                          "business-community", "private-sector"));
  EXPECT_EQ(event.online_attendance_threshold().seconds(), 60);
  EXPECT_EQ(event.online_attendance_threshold().nanos(), 0);
  v1::AttendanceRule rule;
  rule.set_measure(v1::AttendanceRule::MEASURE_DURATION);
  EXPECT_EQ(event.attendance_rule().DebugString(), rule.DebugString());
  EXPECT_TRUE(event.partners().empty());
  EXPECT_FALSE(event.has_capacity());
  EXPECT_EQ(event.approval_policy(), v1::APPROVAL_POLICY_AUTOMATIC);
  EXPECT_EQ(event.offer_duration().seconds(), 12 * 60 * 60);
  EXPECT_FALSE(event.ignore_plus_alias());
  EXPECT_FALSE(event.has_retention_time());
}

TEST_F(CreateEventTest, LimitsOneModeOnly) {
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  request.mutable_event()->mutable_capacity()->set_online(7);
  request.mutable_event()->mutable_capacity()->set_online_taken(5);
  ASSERT_TRUE(Send(stub(), request).ok());
  const v1::Capacity capacity = Stored(request).capacity();
  EXPECT_FALSE(capacity.has_in_person());
  EXPECT_EQ(capacity.online(), 7);
  EXPECT_EQ(capacity.online_taken(), 0);
}

TEST_F(CreateEventTest, CutsTimesToMicroseconds) {
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  request.mutable_event()->mutable_start_time()->set_nanos(123456789);
  request.mutable_event()->mutable_end_time()->set_nanos(999);
  ASSERT_TRUE(Send(stub(), request).ok());
  EXPECT_EQ(Stored(request).start_time().nanos(), 123456000);
  EXPECT_EQ(Stored(request).end_time().nanos(), 0);
}

TEST_F(CreateEventTest, AddsTheVenueWithTheHoursOfTheEvent) {
  const v1::CreateEventRequest request = FullEvent();
  const auto created = Send(stub(), request);
  ASSERT_TRUE(created.ok());

  const auto venue =
      Send(stub(),
           Named<v1::GetSessionRequest>(NameOf(request) + "/sessions/venue"));
  ASSERT_TRUE(venue.ok()) << venue.status.error_message();
  v1::Session expected;
  expected.set_name(NameOf(request) + "/sessions/venue");
  expected.set_kind(v1::Session::KIND_VENUE);
  expected.set_title(request.event().title());
  *expected.mutable_start_time() = request.event().start_time();
  *expected.mutable_end_time() = request.event().end_time();
  *expected.mutable_create_time() = created.response.event().create_time();
  *expected.mutable_capacity() = request.event().capacity();
  expected.set_access(v1::Session::ACCESS_OPEN);
  expected.mutable_admission()->set_reentry(
      v1::AdmissionPolicy::REENTRY_AFTER_EXIT);
  expected.set_etag("1");
  EXPECT_EQ(venue.response.session().DebugString(), expected.DebugString());
}

TEST_F(CreateEventTest, AnswersARepeatedRequestAsBefore) {
  v1::CreateEventRequest request = FullEvent();
  request.set_request_id(NewUuid());
  const auto first = Send(stub(), request);
  ASSERT_TRUE(first.ok());
  const auto rows = RowsOf(NameOf(request));

  const auto second = Send(other_stub(), request);
  ASSERT_TRUE(second.ok()) << second.status.error_message();
  EXPECT_EQ(second.response.DebugString(), first.response.DebugString());
  EXPECT_EQ(RowsOf(NameOf(request)), rows);
}

TEST_F(CreateEventTest, TakesARepeatedRequestIdInUpperCase) {
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  request.set_request_id("018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93");
  ASSERT_TRUE(Send(stub(), request).ok());
  request.set_request_id("018F2D5E-7C3A-7B60-9A4E-5D2B8C1F0E93");
  const auto again = Send(stub(), request);
  EXPECT_TRUE(again.ok()) << ReasonOf(again.status);
}

TEST_F(CreateEventTest, RefusesOtherContentUnderARequestId) {
  v1::CreateEventRequest request = FullEvent();
  request.set_request_id(NewUuid());
  ASSERT_TRUE(Send(stub(), request).ok());
  const std::string before = Stored(request).DebugString();
  const auto rows = RowsOf(NameOf(request));

  v1::CreateEventRequest other = request;
  other.mutable_event()->set_title("Another title");
  other.mutable_event()->clear_partners();
  const auto answer = Send(stub(), other);
  EXPECT_EQ(ReasonOf(answer.status), "REQUEST_ID_REUSED");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(Stored(request).DebugString(), before);
  EXPECT_EQ(RowsOf(NameOf(request)), rows);
}

TEST_F(CreateEventTest, RefusesATakenId) {
  v1::CreateEventRequest request = FullEvent();
  request.set_request_id(NewUuid());
  ASSERT_TRUE(Send(stub(), request).ok());
  const std::string before = Stored(request).DebugString();
  const auto rows = RowsOf(NameOf(request));

  v1::CreateEventRequest other = ValidEvent(request.event_id());
  for (const std::string& request_id : {std::string(), NewUuid()}) {
    other.set_request_id(request_id);
    const auto answer = Send(stub(), other);
    EXPECT_EQ(ReasonOf(answer.status), "EVENT_ALREADY_EXISTS");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  }
  EXPECT_EQ(Stored(request).DebugString(), before);
  EXPECT_EQ(RowsOf(NameOf(request)), rows);
}

TEST_F(CreateEventTest, RefusesARetryWithoutRequestId) {
  const v1::CreateEventRequest request = FullEvent();
  ASSERT_TRUE(Send(stub(), request).ok());
  EXPECT_EQ(ReasonOf(Send(stub(), request).status), "EVENT_ALREADY_EXISTS");
}

TEST_F(CreateEventTest, GivesOneIdToOneOfManyAtOnce) {
  constexpr int kCalls = 16;
  const std::string id = UniqueSlug();
  const auto reasons = Together(kCalls, [&](int i) {
    v1::CreateEventRequest request = ValidEvent(id);
    request.mutable_event()->set_title("Event " + std::to_string(i));
    const auto answer = Send(i % 2 == 0 ? stub() : other_stub(), request);
    return answer.ok() ? "won" : ReasonOf(answer.status);
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "won"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "EVENT_ALREADY_EXISTS"),
            kCalls - 1);
  const auto rows = RowsOf("events/" + id);
  EXPECT_EQ(rows.at("agenda_session"), 1);
  EXPECT_EQ(rows.at("sector"), 8);
}

TEST_F(CreateEventTest, AnswersOneRequestSentManyTimesAtOnceTheSame) {
  v1::CreateEventRequest request = FullEvent();
  request.set_request_id(NewUuid());
  const auto answers = Together(16, [&](int i) {
    return Send(i % 2 == 0 ? stub() : other_stub(), request);
  });
  const std::string stored = Stored(request).DebugString();
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    EXPECT_EQ(answer.response.event().DebugString(), stored);
  }
}

TEST(GetEventTest, SaysWhenThereIsNone) {
  RegistrationServer server;
  const auto answer =
      Send(server.stub(), Named<v1::GetEventRequest>("events/" + UniqueSlug()));
  EXPECT_EQ(ReasonOf(answer.status), "EVENT_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace rollcall::registration
