#include "services/reporting/report.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/reporting/breakdown.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kInPerson[] = "MODE_IN_PERSON";
constexpr char kOnline[] = "MODE_ONLINE";

// Confirmed people of one country and sector.
Cell CellOf(const std::string& country, const std::string& sector,
            const std::string& mode, Bucket bucket, int64_t count) {
  return {country, sector, "", mode, true, bucket, count, 0, "", ""};
}

std::vector<std::string> RowsOf(const Breakdown& breakdown) {
  std::vector<std::string> texts;
  for (const BreakdownRow& row : breakdown.rows) {
    std::string text;
    for (const std::string& value : row.values) text += value + "/";
    texts.push_back(text + std::to_string(row.counts.registered));
  }
  return texts;
}

TEST(CountsTest, CountsEachBucketInItsPlace) {
  Counts counts;
  counts.Add(CellOf("CN", "a", kInPerson, Bucket::kNone, 1));
  counts.Add(CellOf("CN", "a", kInPerson, Bucket::kPartial, 16));
  counts.Add(CellOf("CN", "a", kInPerson, Bucket::kInPersonOnly, 2));
  counts.Add(CellOf("CN", "a", kInPerson, Bucket::kOnlineOnly, 4));
  counts.Add(CellOf("CN", "a", kInPerson, Bucket::kBoth, 8));
  EXPECT_EQ(counts.registered, 31);
  EXPECT_EQ(counts.confirmed, 31);
  EXPECT_EQ(counts.no_show, 17);
  EXPECT_EQ(counts.partial, 16);
  EXPECT_EQ(counts.in_person_only, 2);
  EXPECT_EQ(counts.online_only, 4);
  EXPECT_EQ(counts.both, 8);
  EXPECT_EQ(counts.attended(), 14);
}

TEST(CountsTest, CountsNoShowsOfTheConfirmedOnly) {
  Counts counts;
  counts.Add({"CN", "a", "", kInPerson, false, Bucket::kNone, 3, 0, "", ""});
  counts.Add({"CN", "a", "", kInPerson, false, Bucket::kPartial, 4, 0, "", ""});
  counts.Add({"CN", "a", "", kInPerson, false, Bucket::kBoth, 2, 0, "", ""});
  EXPECT_EQ(counts.registered, 9);
  EXPECT_EQ(counts.confirmed, 0);
  EXPECT_EQ(counts.no_show, 0);
  EXPECT_EQ(counts.both, 2);
}

TEST(SummarizeTest, GivesZeroesWithoutPeople) {
  Snapshot snapshot;
  snapshot.sectors = {{"b", "the b"}, {"a", "the a"}};
  const Summary summary = Summarize(snapshot);
  EXPECT_EQ(Text(summary.total), Text(Counts()));
  EXPECT_EQ(summary.registered_in_person, 0);
  EXPECT_EQ(summary.registered_online, 0);
  EXPECT_EQ(summary.countries, 0);
  ASSERT_EQ(summary.sectors.size(), 2u);
  EXPECT_EQ(summary.sectors[0].sector.id, "b");
  EXPECT_EQ(summary.sectors[1].sector.id, "a");
  EXPECT_EQ(summary.sectors[1].sector.display_name, "the a");
  EXPECT_EQ(Text(summary.sectors[1].counts), Text(Counts()));
}

TEST(SummarizeTest, CountsCountriesOfThoseWhoAttended) {
  Snapshot snapshot;
  snapshot.cells = {CellOf("CN", "a", kInPerson, Bucket::kBoth, 1),
                    CellOf("CN", "b", kOnline, Bucket::kOnlineOnly, 5),
                    CellOf("KE", "a", kInPerson, Bucket::kInPersonOnly, 1),
                    CellOf("FR", "a", kInPerson, Bucket::kNone, 9),
                    CellOf("TG", "a", kOnline, Bucket::kPartial, 9),
                    CellOf("", "a", kInPerson, Bucket::kBoth, 2)};
  EXPECT_EQ(Summarize(snapshot).countries, 2);
}

TEST(SummarizeTest, SplitsRegisteredPeopleByTheModeTheyMeant) {
  Snapshot snapshot;
  snapshot.cells = {CellOf("CN", "a", kInPerson, Bucket::kOnlineOnly, 3),
                    CellOf("CN", "a", kOnline, Bucket::kInPersonOnly, 4)};
  const Summary summary = Summarize(snapshot);
  EXPECT_EQ(summary.registered_in_person, 3);
  EXPECT_EQ(summary.registered_online, 4);
}

TEST(SummarizeTest, PutsTheUnknownSectorLast) {
  Snapshot snapshot;
  snapshot.sectors = {{"z", "the z"}, {"a", "the a"}};
  snapshot.cells = {CellOf("CN", "", kInPerson, Bucket::kNone, 2),
                    CellOf("CN", "a", kInPerson, Bucket::kBoth, 3)};
  const Summary summary = Summarize(snapshot);
  ASSERT_EQ(summary.sectors.size(), 3u);
  EXPECT_EQ(summary.sectors[0].counts.registered, 0);
  EXPECT_EQ(summary.sectors[1].counts.registered, 3);
  EXPECT_EQ(summary.sectors[2].sector.id, "");
  EXPECT_EQ(summary.sectors[2].counts.registered, 2);
  EXPECT_EQ(summary.total.registered, 5);
}

TEST(BreakDownTest, GivesNothingWithoutCells) {
  EXPECT_THAT(BreakDown({}, {v1::DIMENSION_COUNTRY}).rows, IsEmpty());
}

TEST(BreakDownTest, AddsUpWhatTheDimensionsDoNotTellApart) {
  const std::vector<Cell> cells = {
      CellOf("CN", "a", kInPerson, Bucket::kBoth, 1),
      CellOf("CN", "b", kOnline, Bucket::kNone, 2),
      CellOf("KE", "a", kOnline, Bucket::kOnlineOnly, 4)};
  EXPECT_THAT(RowsOf(BreakDown(cells, {v1::DIMENSION_COUNTRY})),
              ElementsAre("CN/3", "KE/4"));
  EXPECT_THAT(RowsOf(BreakDown(cells, {v1::DIMENSION_SECTOR})),
              ElementsAre("a/5", "b/2"));
  EXPECT_THAT(RowsOf(BreakDown(cells, {v1::DIMENSION_MODE})),
              ElementsAre("MODE_IN_PERSON/1", "MODE_ONLINE/6"));
}

TEST(BreakDownTest, OrdersByTheDimensionsAsAskedFor) {
  const std::vector<Cell> cells = {
      CellOf("KE", "a", kInPerson, Bucket::kBoth, 1),
      CellOf("CN", "b", kInPerson, Bucket::kBoth, 2)};
  EXPECT_THAT(
      RowsOf(BreakDown(cells, {v1::DIMENSION_SECTOR, v1::DIMENSION_COUNTRY})),
      ElementsAre("a/KE/1", "b/CN/2"));
  EXPECT_THAT(
      RowsOf(BreakDown(cells, {v1::DIMENSION_COUNTRY, v1::DIMENSION_SECTOR})),
      ElementsAre("CN/b/2", "KE/a/1"));
}

TEST(BreakDownTest, PutsTheUnknownLastInEachDimension) {
  const std::vector<Cell> cells = {
      CellOf("", "", kInPerson, Bucket::kBoth, 1),
      CellOf("", "a", kInPerson, Bucket::kBoth, 2),
      CellOf("ZW", "", kInPerson, Bucket::kBoth, 3),
      CellOf("ZW", "z", kInPerson, Bucket::kBoth, 4)};
  EXPECT_THAT(
      RowsOf(BreakDown(cells, {v1::DIMENSION_COUNTRY, v1::DIMENSION_SECTOR})),
      ElementsAre("ZW/z/4", "ZW//3", "/a/2", "//1"));
}

TEST(BreakDownTest, LeavesOutCellsThatEverybodyLeft) {
  EXPECT_THAT(RowsOf(BreakDown({CellOf("CN", "a", kOnline, Bucket::kNone, 0),
                                CellOf("KE", "a", kOnline, Bucket::kNone, 1)},
                               {v1::DIMENSION_COUNTRY})),
              ElementsAre("KE/1"));
}

TEST(BreakDownTest, DoesNotDependOnTheOrderOfCells) {
  std::vector<Cell> cells = {
      CellOf("", "b", kInPerson, Bucket::kBoth, 1),
      CellOf("CN", "a", kOnline, Bucket::kNone, 2),
      CellOf("CN", "", kInPerson, Bucket::kOnlineOnly, 3),
      CellOf("KE", "a", kOnline, Bucket::kInPersonOnly, 4)};
  const std::vector<v1::Dimension> dimensions = {v1::DIMENSION_COUNTRY,
                                                 v1::DIMENSION_SECTOR};
  const auto expected = RowsOf(BreakDown(cells, dimensions));
  const auto by_count = [](const Cell& a, const Cell& b) {
    return a.person_count < b.person_count;
  };
  std::sort(cells.begin(), cells.end(), by_count);
  do {
    EXPECT_EQ(RowsOf(BreakDown(cells, dimensions)), expected);
  } while (std::next_permutation(cells.begin(), cells.end(), by_count));
}

}  // namespace
}  // namespace rollcall::reporting
