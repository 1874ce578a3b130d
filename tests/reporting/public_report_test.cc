#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/reporting/public_breakdown.h"
#include "tests/harness/calls.h"
#include "tests/reporting/hall.h"

// What anybody may see.
namespace rollcall::reporting {
namespace {

using rollcall::testing::Call;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;
using Stub = v1::ReportingService::Stub;

constexpr int kThreshold = 10;

Cell People(int64_t count, const std::string& country, Bucket bucket) {
  Cell cell;
  cell.country_code = country;
  cell.mode = "MODE_IN_PERSON";
  cell.bucket = bucket;
  cell.person_count = count;
  return cell;
}

// The breakdown of `cells` of an event of `people`.
Breakdown BreakDown(const std::vector<Cell>& people,
                    const std::vector<Cell>& cells, v1::Dimension dimension) {
  return BreakDownForPublic(cells, dimension, kThreshold,
                            HiddenOfTotal(people, kThreshold));
}

std::vector<std::string> RowsOf(const Breakdown& breakdown) {
  std::vector<std::string> rows;
  for (const BreakdownRow& row : breakdown.rows) {
    rows.push_back(absl::StrCat(row.values[0], " ", row.counts.registered, " ",
                                static_cast<int>(row.hidden)));
  }
  return rows;
}

TEST(BreakDownForPublicTest, HidesOneTreeOfPlacesAlike) {
  const std::vector<Cell> cells = {People(40, "CN", Bucket::kInPersonOnly),
                                   People(30, "JP", Bucket::kInPersonOnly),
                                   People(20, "FR", Bucket::kInPersonOnly),
                                   People(2, "DE", Bucket::kInPersonOnly),
                                   People(12, "", Bucket::kInPersonOnly)};
  // Germany is small; France is of the same subregion, Western Europe.
  EXPECT_THAT(RowsOf(BreakDown(cells, cells, v1::DIMENSION_COUNTRY)),
              ElementsAre("CN 40 0", "DE 2 3", "FR 20 3", "JP 30 0", " 12 0"));
  EXPECT_THAT(RowsOf(BreakDown(cells, cells, v1::DIMENSION_SUBREGION)),
              ElementsAre("030 70 0", "155 22 0", " 12 0"));
  const Breakdown regions = BreakDown(cells, cells, v1::DIMENSION_REGION);
  EXPECT_THAT(RowsOf(regions), ElementsAre("142 70 0", "150 22 0", " 12 0"));
  EXPECT_EQ(regions.total.registered, 104);
  EXPECT_EQ(regions.total_hidden, Hidden::kNothing);
}

TEST(BreakDownForPublicTest, OrdersByWhatIsShown) {
  const std::vector<Cell> cells = {People(5, "CN", Bucket::kInPersonOnly),
                                   People(8, "JP", Bucket::kInPersonOnly),
                                   People(30, "FR", Bucket::kInPersonOnly),
                                   People(20, "GB", Bucket::kNone)};
  Breakdown breakdown = BreakDown(cells, cells, v1::DIMENSION_COUNTRY);
  OrderBy(v1::MEASURE_REGISTERED, breakdown.rows);
  // The order does not tell which of the hidden ones is larger.
  EXPECT_THAT(RowsOf(breakdown),
              ElementsAre("FR 30 0", "GB 20 0", "CN 5 3", "JP 8 3"));
}

// Ten people of ten countries: from their total it would follow that each is
// one, and by mode they are ten.
TEST(BreakDownForPublicTest, HidesATotalInAllBreakdowns) {
  std::vector<Cell> cells;
  for (const char* country :
       {"CN", "JP", "FR", "GB", "KE", "NG", "BR", "US", "AU", "IN"}) {
    cells.push_back(People(1, country, Bucket::kInPersonOnly));
  }
  EXPECT_EQ(HiddenOfTotal(cells, kThreshold), Hidden::kAll);
  const Breakdown modes = BreakDown(cells, cells, v1::DIMENSION_MODE);
  EXPECT_THAT(RowsOf(modes), ElementsAre("MODE_IN_PERSON 10 3"));
  EXPECT_EQ(modes.total_hidden, Hidden::kAll);
  std::vector<Cell> days = cells;
  for (Cell& cell : days) cell.day = "2022-09-03";
  EXPECT_THAT(RowsOf(BreakDown(cells, days, v1::DIMENSION_DAY)),
              ElementsAre("2022-09-03 10 3"));
}

class PublicReportTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  void Come(int people, const std::string& country, const std::string& sector) {
    for (int i = 0; i < people; ++i) {
      hall_.Enter(hall_.Session("venue"),
                  hall_.forum().Register(MODE_IN_PERSON, country, sector),
                  hall_.At(absl::Minutes(5)));
    }
  }
  v1::GetBreakdownRequest Request(v1::Dimension dimension) {
    v1::GetBreakdownRequest request;
    request.set_event(hall_.forum().name());
    request.set_audience(v1::AUDIENCE_PUBLIC);
    request.add_dimensions(dimension);
    return request;
  }
  grpc::Status BreakDown(const v1::GetBreakdownRequest& request,
                         v1::GetBreakdownResponse& response) {
    return Call(hall_.reports(), &Stub::GetBreakdown, request, &response);
  }

 private:
  Hall hall_;
};

TEST_F(PublicReportTest, HidesFewPeople) {
  Come(11, "CN", "academia");
  Come(11, "CN", "private-sector");
  Come(3, "KE", "private-sector");
  hall().forum().Register(MODE_ONLINE, "KE", "private-sector");
  v1::GetBreakdownResponse response;
  ASSERT_TRUE(BreakDown(Request(v1::DIMENSION_COUNTRY), response).ok());
  // One did not attend, three did: of either country nothing is told.
  ASSERT_EQ(response.rows_size(), 2);
  for (const auto& row : response.rows()) {
    EXPECT_EQ(row.hidden(), v1::HIDDEN_COUNTS_ALL);
    EXPECT_EQ(Text(row.counts()), Text(Counts()));
  }
  // One of 26 did not attend: how many did is hidden.
  EXPECT_EQ(response.total_hidden(), v1::HIDDEN_COUNTS_ATTENDED);
  EXPECT_EQ(response.total().registered_count(), 26);
  EXPECT_EQ(response.total().attended_count(), 0);
  EXPECT_EQ(response.unique_attended_count(), 0);

  for (int i = 0; i < 10; ++i) hall().forum().Register(MODE_ONLINE, "CN");
  v1::GetSummaryRequest request;
  v1::GetSummaryResponse summary;
  request.set_event(hall().forum().name());
  request.set_audience(v1::AUDIENCE_PUBLIC);
  ASSERT_TRUE(
      Call(hall().reports(), &Stub::GetSummary, request, &summary).ok());
  EXPECT_EQ(summary.total_hidden(), v1::HIDDEN_COUNTS_UNSPECIFIED);
  EXPECT_EQ(summary.total().registered_count(), 36);
  EXPECT_EQ(summary.total().attended_count(), 25);
  EXPECT_EQ(summary.total().in_person_only_count(), 25);
  EXPECT_EQ(summary.total().no_show_count(), 0) << "is not public";
  EXPECT_EQ(summary.total().confirmed_count(), 0) << "is not public";
  EXPECT_EQ(summary.country_count(), 2);
  EXPECT_EQ(summary.registered_in_person_count(), 25);
  EXPECT_EQ(summary.registered_online_count(), 11);
  for (const auto& row : summary.sectors()) {
    // 1 of 15 of the one did not attend, so that 11 and 10 of the other are
    // hidden with it.
    const bool is_empty =
        row.sector_id() != "academia" && row.sector_id() != "private-sector";
    EXPECT_EQ(row.hidden(), is_empty ? v1::HIDDEN_COUNTS_UNSPECIFIED
                                     : v1::HIDDEN_COUNTS_ATTENDED)
        << row.sector_id();
  }
}

TEST_F(PublicReportTest, HasNothingThatTellsMore) {
  auto request = Request(v1::DIMENSION_DELEGATION);
  request.set_session(hall().Session("panel"));
  request.mutable_filter()->add_country_codes("CN");
  request.set_order_by(v1::MEASURE_NO_SHOW);
  v1::GetBreakdownResponse response;
  EXPECT_THAT(
      FieldsOf(BreakDown(request, response)),
      UnorderedElementsAre("dimensions", "session", "filter", "order_by"));
  auto crossed = Request(v1::DIMENSION_COUNTRY);
  crossed.add_dimensions(v1::DIMENSION_SECTOR);
  EXPECT_THAT(FieldsOf(BreakDown(crossed, response)),
              ElementsAre("dimensions"));
  EXPECT_THAT(FieldsOf(BreakDown(Request(v1::DIMENSION_LDC), response)),
              ElementsAre("dimensions"));

  v1::GetSummaryRequest of_session;
  v1::GetSummaryResponse summary;
  of_session.set_event(hall().forum().name());
  of_session.set_session(hall().Session("panel"));
  of_session.set_audience(v1::AUDIENCE_PUBLIC);
  EXPECT_THAT(
      FieldsOf(Call(hall().reports(), &Stub::GetSummary, of_session, &summary)),
      ElementsAre("session"));
}

}  // namespace
}  // namespace rollcall::reporting
