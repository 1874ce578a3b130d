#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

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

class GetBreakdownTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  grpc::Status Get(const v1::GetBreakdownRequest& request,
                   v1::GetBreakdownResponse& response) {
    response.Clear();
    return Call(hall_.reports(), &v1::ReportingService::Stub::GetBreakdown,
                request, &response);
  }

  grpc::Status StatusOf(const std::string& event,
                        const std::vector<int>& dimensions,
                        const std::string& session = "") {
    v1::GetBreakdownRequest request;
    v1::GetBreakdownResponse response;
    request.set_event(event);
    request.set_session(session);
    for (const int dimension : dimensions) {
      request.add_dimensions(static_cast<v1::Dimension>(dimension));
    }
    return Call(hall_.reports(), &v1::ReportingService::Stub::GetBreakdown,
                request, &response);
  }

 private:
  Hall hall_;
};

TEST_F(GetBreakdownTest, GivesNoRowsForAnEventWithoutPeople) {
  const auto breakdown = hall().Breakdown({v1::DIMENSION_COUNTRY});
  EXPECT_EQ(breakdown.rows_size(), 0);
  EXPECT_EQ(Text(breakdown.total()), Text(Counts()));
  EXPECT_EQ(breakdown.data_version(), 0);
  EXPECT_GT(breakdown.as_of().seconds(), 0);
}

TEST_F(GetBreakdownTest, GivesTheUnknownRowsOfTheirOwn) {
  Forum& forum = hall().forum();
  forum.Register(MODE_IN_PERSON, "KE", "private-sector");
  forum.Register(MODE_IN_PERSON, "KE", "");
  forum.Register(MODE_ONLINE, "", "academia");
  forum.Register(MODE_ONLINE, "", "");
  const auto breakdown =
      hall().Breakdown({v1::DIMENSION_COUNTRY, v1::DIMENSION_SECTOR});
  EXPECT_THAT(ValuesOf(breakdown),
              ElementsAre("KE/private-sector", "KE/", "/academia", "/"));
  for (const auto& row : breakdown.rows()) {
    EXPECT_EQ(row.counts().registered_count(), 1);
  }
  EXPECT_EQ(breakdown.total().registered_count(), 4);
}

TEST_F(GetBreakdownTest, NamesValuesInEnglish) {
  Forum& forum = hall().forum();
  forum.Register(MODE_IN_PERSON, "KE", "foreign-embassy");
  forum.Register(MODE_ONLINE, "", "");
  const auto breakdown = hall().Breakdown(
      {v1::DIMENSION_MODE, v1::DIMENSION_SECTOR, v1::DIMENSION_COUNTRY});
  ASSERT_EQ(breakdown.rows_size(), 2);
  std::vector<std::string> names;
  for (const auto& row : breakdown.rows()) {
    ASSERT_EQ(row.values_size(), 3);
    EXPECT_EQ(row.values(0).dimension(), v1::DIMENSION_MODE);
    EXPECT_EQ(row.values(1).dimension(), v1::DIMENSION_SECTOR);
    EXPECT_EQ(row.values(2).dimension(), v1::DIMENSION_COUNTRY);
    for (const auto& value : row.values()) {
      names.push_back(value.display_name());
    }
  }
  EXPECT_THAT(names, ElementsAre("in person", "foreign embassies", "Kenya",
                                 "online", "unknown", "unknown"));
}

TEST_F(GetBreakdownTest, NamesDelegations) {
  const std::string delegation =
      hall().CreateDelegation("Delegation of Malawi", "MW");
  registration::v1::Registration member;
  member.set_mode(MODE_IN_PERSON);
  member.set_delegation(delegation);
  hall().forum().Register(member);
  hall().forum().Register(MODE_IN_PERSON);
  const auto breakdown = hall().Breakdown({v1::DIMENSION_DELEGATION});
  EXPECT_THAT(ValuesOf(breakdown), ElementsAre(delegation, ""));
  EXPECT_EQ(breakdown.rows(0).values(0).display_name(), "Delegation of Malawi");
  EXPECT_EQ(breakdown.rows(1).values(0).display_name(), "no delegation");
  EXPECT_EQ(breakdown.rows(0).counts().registered_count(), 1);
}

TEST_F(GetBreakdownTest, TakesTheModeThatWasMeant) {
  Forum& forum = hall().forum();
  const std::string person = forum.Register(MODE_IN_PERSON);
  hall().Watch(hall().Session("venue"), person, hall().At(absl::Hours(1)),
               hall().At(absl::Hours(2)));
  const auto breakdown = hall().Breakdown({v1::DIMENSION_MODE});
  ASSERT_THAT(ValuesOf(breakdown), ElementsAre("MODE_IN_PERSON"));
  EXPECT_EQ(breakdown.rows(0).counts().online_only_count(), 1);
}

// Everybody registered could have attended each session.
TEST_F(GetBreakdownTest, TellsSessionsApart) {
  Forum& forum = hall().forum();
  hall().Enter(hall().Session("panel"), forum.Register(MODE_IN_PERSON, "KE"),
               hall().At(absl::Hours(2)));
  hall().Enter(hall().Session("venue"), forum.Register(MODE_IN_PERSON, "FR"),
               hall().At(absl::Hours(2)));
  Counts present;
  present.registered = present.confirmed = present.in_person_only = 1;
  Counts absent;
  absent.registered = absent.confirmed = absent.no_show = 1;

  const auto event = hall().Breakdown({v1::DIMENSION_COUNTRY});
  ASSERT_THAT(ValuesOf(event), ElementsAre("FR", "KE"));
  EXPECT_EQ(Text(event.rows(0).counts()), Text(present));
  EXPECT_EQ(Text(event.rows(1).counts()), Text(present));

  const auto panel =
      hall().Breakdown({v1::DIMENSION_COUNTRY}, hall().Session("panel"));
  ASSERT_THAT(ValuesOf(panel), ElementsAre("FR", "KE"));
  EXPECT_EQ(Text(panel.rows(0).counts()), Text(absent));
  EXPECT_EQ(Text(panel.rows(1).counts()), Text(present));
}

TEST_F(GetBreakdownTest, LeavesOutCellsThatEverybodyLeft) {
  Forum& forum = hall().forum();
  const std::string person = forum.Register(MODE_IN_PERSON, "KE");
  hall().Enter(hall().Session("venue"), person, hall().At(absl::Hours(2)));
  const auto breakdown = hall().Breakdown({v1::DIMENSION_COUNTRY});
  ASSERT_EQ(breakdown.rows_size(), 1);
  Counts expected;
  expected.registered = expected.confirmed = expected.in_person_only = 1;
  EXPECT_EQ(Text(breakdown.rows(0).counts()), Text(expected));
}

TEST_F(GetBreakdownTest, RefusesBadDimensions) {
  const std::string& event = hall().forum().name();
  const auto fields = [&](const std::vector<int>& dimensions) {
    const grpc::Status status = StatusOf(event, dimensions);
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    return FieldsOf(status);
  };
  EXPECT_THAT(fields({}), ElementsAre("dimensions"));
  EXPECT_THAT(fields({v1::DIMENSION_UNSPECIFIED}),
              ElementsAre("dimensions[0]"));
  EXPECT_THAT(fields({v1::DIMENSION_MODE, 99}), ElementsAre("dimensions[1]"));
  EXPECT_THAT(
      fields({v1::DIMENSION_MODE, v1::DIMENSION_COUNTRY, v1::DIMENSION_MODE}),
      ElementsAre("dimensions[2]"));
}

TEST_F(GetBreakdownTest, NamesEveryMistakeAtOnce) {
  EXPECT_THAT(FieldsOf(StatusOf("forum", {})),
              ElementsAre("event", "dimensions"));
}

TEST_F(GetBreakdownTest, SaysWhenThereIsNoEventOrSession) {
  EXPECT_EQ(ReasonOf(StatusOf("events/" + UniqueSlug(), {v1::DIMENSION_MODE})),
            "EVENT_NOT_FOUND");
  EXPECT_EQ(ReasonOf(StatusOf(hall().forum().name(), {v1::DIMENSION_MODE},
                              hall().Session("nowhere"))),
            "SESSION_NOT_FOUND");
}

TEST_F(GetBreakdownTest, PutsCountriesIntoRegionsAndGroups) {
  Forum& forum = hall().forum();
  for (const char* country : {"NP", "KE", "DE", ""}) {
    forum.Register(MODE_IN_PERSON, country);
  }
  const auto regions = hall().Breakdown({v1::DIMENSION_REGION});
  EXPECT_THAT(ValuesOf(regions), ElementsAre("002", "142", "150", ""));
  EXPECT_EQ(regions.rows(1).values(0).display_name(), "Asia");
  EXPECT_EQ(regions.rows(3).values(0).display_name(), "unknown");
  EXPECT_THAT(ValuesOf(hall().Breakdown({v1::DIMENSION_SUBREGION})),
              ElementsAre("014", "034", "155", ""));
  const auto groups = hall().Breakdown({v1::DIMENSION_LLDC, v1::DIMENSION_G77});
  EXPECT_THAT(ValuesOf(groups),
              ElementsAre("LLDC/G77", "OTHER/G77", "OTHER/OTHER", "/"));
  EXPECT_EQ(groups.rows(0).values(0).display_name(),
            "landlocked developing countries");
  EXPECT_EQ(groups.rows(2).values(1).display_name(), "other countries");
}

TEST_F(GetBreakdownTest, HasARowForEachSessionAndDay) {
  Forum& forum = hall().forum();
  const std::string person = forum.Register(MODE_IN_PERSON);
  forum.Register(MODE_ONLINE);
  hall().Enter(hall().Session("panel"), person, hall().At(absl::Hours(2)));
  // The day before, by mistake of a clock.
  hall().Enter(hall().Session("venue"), person, hall().At(-absl::Hours(20)));

  const auto sessions = hall().Breakdown({v1::DIMENSION_SESSION});
  EXPECT_THAT(ValuesOf(sessions), ElementsAre(hall().Session("panel")));
  EXPECT_EQ(sessions.rows(0).counts().attended_count(), 1);
  EXPECT_EQ(sessions.rows(0).counts().no_show_count(), 1);

  const auto days = hall().Breakdown({v1::DIMENSION_DAY});
  EXPECT_THAT(ValuesOf(days), ElementsAre("2022-09-02", "2022-09-03"));
  for (const auto& row : days.rows()) {
    EXPECT_EQ(row.counts().registered_count(), 2);
    EXPECT_EQ(row.counts().in_person_only_count(), 1);
  }
  // Sums are of attendances.
  EXPECT_EQ(days.total().attended_count(), 2);
  EXPECT_EQ(days.unique_attended_count(), 1);
}

TEST_F(GetBreakdownTest, OrdersByANumber) {
  Forum& forum = hall().forum();
  for (const char* country : {"CN", "KE", "KE", "FR", "KE", "FR"}) {
    forum.Register(MODE_IN_PERSON, country);
  }
  v1::GetBreakdownRequest request;
  v1::GetBreakdownResponse response;
  request.set_event(forum.name());
  request.add_dimensions(v1::DIMENSION_COUNTRY);
  request.set_order_by(v1::MEASURE_REGISTERED);
  ASSERT_TRUE(Get(request, response).ok());
  EXPECT_THAT(ValuesOf(response), ElementsAre("KE", "FR", "CN"));
  // All are the same, and values decide.
  request.set_order_by(v1::MEASURE_ATTENDED);
  ASSERT_TRUE(Get(request, response).ok());
  EXPECT_THAT(ValuesOf(response), ElementsAre("CN", "FR", "KE"));
}

// Whatever changes meanwhile.
TEST_F(GetBreakdownTest, PagesThroughOneSnapshot) {
  Forum& forum = hall().forum();
  for (const char* country : {"CN", "KE", "FR", "BR", "EG"}) {
    forum.Register(MODE_IN_PERSON, country);
  }
  v1::GetBreakdownRequest request;
  v1::GetBreakdownResponse page;
  request.set_event(forum.name());
  request.add_dimensions(v1::DIMENSION_COUNTRY);
  request.set_page_size(2);
  ASSERT_TRUE(Get(request, page).ok());
  EXPECT_THAT(ValuesOf(page), ElementsAre("BR", "CN"));
  EXPECT_EQ(page.total().registered_count(), 5);
  const auto first = page;

  forum.Register(MODE_IN_PERSON, "CN");
  forum.Register(MODE_IN_PERSON, "DE");
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(Get(request, page).ok());
  EXPECT_THAT(ValuesOf(page), ElementsAre("EG", "FR"));
  EXPECT_EQ(page.data_version(), first.data_version());
  EXPECT_EQ(page.as_of().seconds(), first.as_of().seconds());
  EXPECT_EQ(page.total().registered_count(), 5);
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(Get(request, page).ok());
  EXPECT_THAT(ValuesOf(page), ElementsAre("KE"));
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(GetBreakdownTest, PagesOnAnotherInstanceWhileNothingChanges) {
  Forum& forum = hall().forum();
  for (const char* country : {"CN", "KE", "FR"}) {
    forum.Register(MODE_IN_PERSON, country);
  }
  ReportServer other;
  v1::GetBreakdownRequest request;
  v1::GetBreakdownResponse page;
  request.set_event(forum.name());
  request.add_dimensions(v1::DIMENSION_COUNTRY);
  request.set_page_size(2);
  ASSERT_TRUE(Get(request, page).ok());
  request.set_page_token(page.next_page_token());
  v1::GetBreakdownResponse rest;
  ASSERT_TRUE(Call(other.stub(), &v1::ReportingService::Stub::GetBreakdown,
                   request, &rest)
                  .ok());
  EXPECT_THAT(ValuesOf(rest), ElementsAre("KE"));

  forum.Register(MODE_IN_PERSON, "DE");
  ReportServer third;
  EXPECT_EQ(
      ReasonOf(Call(third.stub(), &v1::ReportingService::Stub::GetBreakdown,
                    request, &rest)),
      "REPORT_CHANGED");
}

TEST_F(GetBreakdownTest, RefusesBadFilters) {
  v1::GetBreakdownRequest request;
  v1::GetBreakdownResponse response;
  request.set_event(hall().forum().name());
  request.set_session(hall().Session("panel"));
  request.add_dimensions(v1::DIMENSION_SESSION);
  v1::PeopleFilter& filter = *request.mutable_filter();
  filter.add_country_codes("");
  filter.add_country_codes("XX");
  filter.add_modes(type::v1::MODE_UNSPECIFIED);
  filter.add_delegations("events/other/delegations/d");
  filter.add_regions("999");
  filter.add_groups(v1::COUNTRY_GROUP_UNSPECIFIED);
  for (int i = 0; i < 301; ++i) filter.add_sector_ids("academia");
  request.set_order_by(static_cast<v1::Measure>(99));
  request.set_page_size(-1);
  request.set_page_token("x");
  const grpc::Status status = Get(request, response);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  EXPECT_THAT(
      FieldsOf(status),
      ElementsAre("session", "filter.country_codes[1]", "filter.sector_ids",
                  "filter.regions[0]", "filter.delegations[0]",
                  "filter.modes[0]", "filter.groups[0]", "order_by",
                  "page_size", "page_token"));
}

class GetCommuniqueTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  grpc::Status StatusOf(const v1::GetCommuniqueRequest& request) {
    return Call(hall_.reports(), &v1::ReportingService::Stub::GetCommunique,
                request, &response_);
  }
  const v1::GetCommuniqueResponse& response() const { return response_; }
  // `people` enter, all of China.
  void Come(int people, const std::string& sector) {
    for (int i = 0; i < people; ++i) {
      hall_.Enter(hall_.Session("venue"),
                  hall_.forum().Register(MODE_IN_PERSON, "CN", sector),
                  hall_.At(absl::Hours(1)));
    }
  }

 private:
  Hall hall_;
  v1::GetCommuniqueResponse response_;
};

TEST_F(GetCommuniqueTest, IsComposedFromTheNumbers) {
  Forum& forum = hall().forum();
  Come(10, "academia");
  for (int i = 0; i < 10; ++i) {
    hall().Watch(hall().Session("venue"),
                 forum.Register(MODE_ONLINE, "KE", "foreign-embassy"),
                 hall().At(absl::Hours(1)), hall().At(absl::Hours(2)));
    forum.Register(MODE_ONLINE, "FR", "private-sector");
  }
  const auto communique = hall().Communique();
  EXPECT_EQ(communique.text(),
            "20 people from 2 countries took part in A forum on 3 September "
            "2022: 10 in person and 10 online. Represented were foreign "
            "embassies and academia.");
  EXPECT_EQ(communique.language_code(), "en");
  EXPECT_GT(communique.as_of().seconds(), 0);
}

// It is to be published.
TEST_F(GetCommuniqueTest, TellsNothingOfTheFew) {
  Come(3, "foreign-embassy");
  EXPECT_EQ(hall().Communique().text(),
            "How many people took part in A forum on 3 September 2022 is not "
            "published.");
  Come(11, "private-sector");
  // The smaller one is hidden with the few, who could be had from it.
  Come(10, "academia");
  EXPECT_EQ(hall().Communique().text(),
            "24 people from 1 country took part in A forum on 3 September "
            "2022: 24 in person. Represented were private sector.");
  // Some watch, too: fewer than may be told of.
  const std::string both =
      hall().forum().Register(MODE_IN_PERSON, "CN", "private-sector");
  const std::string venue = hall().Session("venue");
  hall().Enter(venue, both, hall().At(absl::Hours(1)));
  hall().Watch(venue, both, hall().At(absl::Hours(1)),
               hall().At(absl::Hours(2)));
  EXPECT_EQ(hall().Communique().text(),
            "25 people from 1 country took part in A forum on 3 September "
            "2022. Represented were private sector.");
}

TEST_F(GetCommuniqueTest, AnswersInTheLanguageThatIsWanted) {
  v1::GetCommuniqueRequest request;
  request.set_event(hall().forum().name());
  request.set_language_code("zh-Hans");
  ASSERT_TRUE(StatusOf(request).ok());
  EXPECT_EQ(response().language_code(), "zh");
  EXPECT_EQ(response().text(), "“A forum”于2022年9月3日没有参会记录。");
  request.set_language_code("de");
  ASSERT_TRUE(StatusOf(request).ok());
  EXPECT_EQ(response().language_code(), "en");
  EXPECT_EQ(response().text(),
            "No attendance is recorded for A forum, on 3 September 2022.");
}

TEST_F(GetCommuniqueTest, RefusesBadFields) {
  v1::GetCommuniqueRequest request;
  request.set_event("forum");
  request.set_language_code(std::string(36, 'a'));
  const grpc::Status status = StatusOf(request);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  EXPECT_THAT(FieldsOf(status), ElementsAre("event", "language_code"));
}

TEST_F(GetCommuniqueTest, SaysWhenThereIsNoEvent) {
  v1::GetCommuniqueRequest request;
  request.set_event("events/" + UniqueSlug());
  EXPECT_EQ(ReasonOf(StatusOf(request)), "EVENT_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::reporting
