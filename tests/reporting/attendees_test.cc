#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "tests/harness/calls.h"
#include "tests/reporting/hall.h"

// People, one by one.
namespace rollcall::reporting {
namespace {

using rollcall::testing::Call;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;
using v1::Attendee;
using Stub = v1::ReportingService::Stub;

class AttendeesTest : public ::testing::Test {
 protected:
  // Five people: who was in the room, who watched, who did both, who watched
  // for too short a time, and who never came.
  void SetUp() override {
    const auto at = [this](int minutes) {
      return hall_.At(absl::Minutes(minutes));
    };
    const std::string venue = hall_.Session("venue");
    const std::string panel = hall_.Session("panel");
    in_person_ = hall_.forum().Register(MODE_IN_PERSON, "CN", "academia");
    online_ = hall_.forum().Register(MODE_ONLINE, "KE", "academia");
    both_ = hall_.forum().Register(MODE_IN_PERSON, "", "");
    partly_ = hall_.forum().Register(MODE_ONLINE, "FR", "private-sector");
    absent_ = hall_.forum().Register(MODE_ONLINE, "FR", "private-sector");
    hall_.Enter(venue, in_person_, at(10));
    hall_.Exit(venue, in_person_, at(40));
    hall_.Watch(panel, online_, at(120), at(150));
    hall_.Enter(venue, both_, at(20));
    hall_.Watch(panel, both_, at(125), at(135));
    hall_.Watch(panel, partly_, at(120), at(120) + absl::Seconds(5));
  }

  Hall& hall() { return hall_; }

  v1::ListAttendanceRequest Request() {
    v1::ListAttendanceRequest request;
    request.set_event(hall_.forum().name());
    return request;
  }
  grpc::Status List(const v1::ListAttendanceRequest& request,
                    v1::ListAttendanceResponse& response) {
    return Call(hall_.reports(), &Stub::ListAttendance, request, &response);
  }
  std::map<std::string, Attendee> Everybody(v1::ListAttendanceRequest request) {
    std::map<std::string, Attendee> people;
    do {
      v1::ListAttendanceResponse response;
      const grpc::Status status = List(request, response);
      EXPECT_TRUE(status.ok()) << ReasonOf(status);
      for (const Attendee& attendee : response.attendees()) {
        EXPECT_TRUE(people.emplace(attendee.registration(), attendee).second);
      }
      EXPECT_GT(response.as_of().seconds(), 0);
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return people;
  }
  std::vector<std::string> NamesOf(const v1::ListAttendanceRequest& request) {
    std::vector<std::string> names;
    for (const auto& [name, attendee] : Everybody(request)) {
      names.push_back(name);
    }
    return names;
  }
  // The people of an export, and the token of each batch.
  grpc::Status Export(const v1::ExportAttendanceRequest& request,
                      std::vector<std::string>& people,
                      std::vector<std::string>& tokens) {
    const auto context = NewContext();
    const auto reader =
        hall_.reports().ExportAttendance(context.get(), request);
    v1::ExportAttendanceResponse part;
    while (reader->Read(&part)) {
      for (const Attendee& attendee : part.attendees()) {
        people.push_back(attendee.registration());
      }
      EXPECT_GT(part.as_of().seconds(), 0);
      EXPECT_GT(part.data_version(), 0);
      tokens.push_back(part.resume_token());
    }
    return reader->Finish();
  }

  std::string in_person_;
  std::string online_;
  std::string both_;
  std::string partly_;
  std::string absent_;

 private:
  Hall hall_;
};

TEST_F(AttendeesTest, TellWhoAttendedAndHow) {
  auto people = Everybody(Request());
  ASSERT_EQ(people.size(), 5U);
  const Attendee& room = people[in_person_];
  EXPECT_EQ(room.email(), rollcall::testing::Forum::EmailOf(1));
  EXPECT_FALSE(room.display_name().empty());
  EXPECT_EQ(room.country_code(), "CN");
  EXPECT_EQ(room.sector_id(), "academia");
  EXPECT_EQ(room.mode(), MODE_IN_PERSON);
  EXPECT_TRUE(room.confirmed());
  EXPECT_EQ(room.attendance(), Attendee::ATTENDANCE_IN_PERSON_ONLY);
  EXPECT_EQ(room.in_person_duration().seconds(), 30 * 60);
  EXPECT_EQ(room.online_duration().seconds(), 0);
  EXPECT_EQ(ToTime(room.first_time()), hall().At(absl::Minutes(10)));
  EXPECT_EQ(ToTime(room.last_time()), hall().At(absl::Minutes(40)));

  const Attendee& online = people[online_];
  EXPECT_EQ(online.attendance(), Attendee::ATTENDANCE_ONLINE_ONLY);
  EXPECT_EQ(online.online_duration().seconds(), 30 * 60);
  EXPECT_EQ(ToTime(online.first_time()), hall().At(absl::Minutes(120)));

  const Attendee& both = people[both_];
  EXPECT_EQ(both.attendance(), Attendee::ATTENDANCE_BOTH);
  EXPECT_EQ(both.country_code(), "");
  EXPECT_EQ(ToTime(both.first_time()), hall().At(absl::Minutes(20)));
  EXPECT_FALSE(both.has_last_time()) << "is inside";

  EXPECT_EQ(people[absent_].attendance(), Attendee::ATTENDANCE_NONE);
  EXPECT_FALSE(people[absent_].has_first_time());
}

TEST_F(AttendeesTest, AreThoseOfASession) {
  auto request = Request();
  request.set_session(hall().Session("panel"));
  EXPECT_THAT(NamesOf(request), UnorderedElementsAre(online_, both_, partly_));
}

TEST_F(AttendeesTest, AreThoseOfTheFilter) {
  auto of_ways = Request();
  of_ways.add_attendances(Attendee::ATTENDANCE_BOTH);
  of_ways.add_attendances(Attendee::ATTENDANCE_ONLINE_ONLY);
  EXPECT_THAT(NamesOf(of_ways), UnorderedElementsAre(both_, online_));

  auto of_country = Request();
  of_country.mutable_filter()->add_country_codes("FR");
  of_country.mutable_filter()->add_country_codes("");
  EXPECT_THAT(NamesOf(of_country),
              UnorderedElementsAre(partly_, absent_, both_));

  auto of_africa = Request();
  of_africa.mutable_filter()->add_regions("002");
  EXPECT_THAT(NamesOf(of_africa), ElementsAre(online_));

  auto of_group = Request();
  of_group.mutable_filter()->add_groups(v1::COUNTRY_GROUP_G77);
  of_group.mutable_filter()->add_modes(MODE_ONLINE);
  EXPECT_THAT(NamesOf(of_group), ElementsAre(online_));

  auto of_sector = Request();
  of_sector.mutable_filter()->add_sector_ids("");
  EXPECT_THAT(NamesOf(of_sector), ElementsAre(both_));

  auto of_nobody = Request();
  of_nobody.mutable_filter()->add_regions("002");
  of_nobody.mutable_filter()->add_country_codes("FR");
  EXPECT_THAT(NamesOf(of_nobody), IsEmpty());
}

TEST_F(AttendeesTest, ComeInPages) {
  auto request = Request();
  request.set_page_size(2);
  EXPECT_EQ(Everybody(request).size(), 5U);
  v1::ListAttendanceResponse first;
  ASSERT_TRUE(List(request, first).ok());
  EXPECT_EQ(first.attendees_size(), 2);
  request.set_page_token(first.next_page_token());
  request.mutable_filter()->add_country_codes("FR");
  v1::ListAttendanceResponse other;
  EXPECT_THAT(FieldsOf(List(request, other)), ElementsAre("page_token"));
}

TEST_F(AttendeesTest, AreExportedAsTheyAreListed) {
  v1::ExportAttendanceRequest request;
  request.set_event(hall().forum().name());
  request.add_attendances(Attendee::ATTENDANCE_ONLINE_ONLY);
  request.add_attendances(Attendee::ATTENDANCE_PARTIAL);
  auto listed = Request();
  *listed.mutable_attendances() = request.attendances();
  std::vector<std::string> people;
  std::vector<std::string> tokens;
  ASSERT_TRUE(Export(request, people, tokens).ok());
  EXPECT_EQ(people, NamesOf(listed));
  ASSERT_EQ(tokens.size(), 1U);

  // After the last batch nothing is left, until somebody else attends.
  request.set_resume_token(tokens.back());
  people.clear();
  tokens.clear();
  ASSERT_TRUE(Export(request, people, tokens).ok());
  EXPECT_THAT(people, IsEmpty());
  const std::string late = hall().forum().Register(MODE_ONLINE);
  hall().Watch(hall().Session("panel"), late, hall().At(absl::Minutes(130)),
               hall().At(absl::Minutes(150)));
  ASSERT_TRUE(Export(request, people, tokens).ok());
  EXPECT_THAT(people, ElementsAre(late));

  request.add_attendances(Attendee::ATTENDANCE_BOTH);
  EXPECT_THAT(FieldsOf(Export(request, people, tokens)),
              ElementsAre("resume_token"));
}

TEST_F(AttendeesTest, KeepNothingOfWhoWasErased) {
  registration::v1::EraseRegistrationRequest erase;
  registration::v1::EraseRegistrationResponse erased;
  erase.set_name(in_person_);
  ASSERT_TRUE(
      Call(hall().registrations(),
           &registration::v1::RegistrationService::Stub::EraseRegistration,
           erase, &erased)
          .ok());
  auto people = Everybody(Request());
  ASSERT_EQ(people.size(), 5U);
  const Attendee& gone = people[in_person_];
  EXPECT_EQ(gone.display_name() + gone.email() + gone.organization() +
                gone.job_title() + gone.external_id(),
            "");
  EXPECT_EQ(gone.attendance(), Attendee::ATTENDANCE_IN_PERSON_ONLY);
}

TEST_F(AttendeesTest, RefuseBadFields) {
  v1::ListAttendanceRequest bad;
  bad.set_event("forum");
  bad.set_page_size(-1);
  bad.add_attendances(Attendee::ATTENDANCE_UNSPECIFIED);
  bad.mutable_filter()->add_regions("999");
  v1::ListAttendanceResponse response;
  EXPECT_THAT(FieldsOf(List(bad, response)),
              UnorderedElementsAre("event", "page_size", "attendances[0]",
                                   "filter.regions[0]"));
  auto nowhere = Request();
  nowhere.set_session(hall().Session("none"));
  EXPECT_EQ(ReasonOf(List(nowhere, response)), "SESSION_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::reporting
