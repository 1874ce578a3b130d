#include "services/reporting/kept_reports.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/api/limits.h"

namespace rollcall::reporting {
namespace {

KeptReports::Report ReportOf(int64_t version, int64_t rows) {
  Snapshot snapshot;
  snapshot.state.data_version = version;
  for (int64_t i = 0; i < rows; ++i) {
    Cell& cell = snapshot.cells.emplace_back();
    cell.delegation_id = absl::StrCat(i);
    cell.person_count = 1;
  }
  BreakdownQuery query;
  query.dimensions = {v1::DIMENSION_DELEGATION};
  return std::make_shared<const BreakdownReport>(query, snapshot);
}

TEST(KeptReportsTest, FindsWhatAnswersTheRequestInTheVersion) {
  KeptReports kept;
  kept.Keep("a", ReportOf(1, 1));
  kept.Keep("a", ReportOf(2, 2));
  EXPECT_EQ(kept.Find("a", 1)->row_count(), 1u);
  EXPECT_EQ(kept.Find("a", 2)->row_count(), 2u);
  EXPECT_EQ(kept.Find("a", 3), nullptr);
  EXPECT_EQ(kept.Find("b", 1), nullptr);
}

TEST(KeptReportsTest, ForgetsTheOneThatWasNotUsedForLongest) {
  KeptReports kept;
  const auto last = static_cast<int64_t>(limits::kMaxKeptReports);
  for (int64_t version = 0; version < last; ++version) {
    kept.Keep("a", ReportOf(version, 1));
  }
  EXPECT_NE(kept.Find("a", 0), nullptr);
  kept.Keep("a", ReportOf(last, 1));
  EXPECT_EQ(kept.Find("a", 1), nullptr);
  EXPECT_NE(kept.Find("a", 0), nullptr);
  EXPECT_NE(kept.Find("a", 2), nullptr);
}

TEST(KeptReportsTest, KeepsNoMoreRowsThanItMay) {
  KeptReports kept;
  kept.Keep("a", ReportOf(1, limits::kMaxKeptRows - 1));
  kept.Keep("a", ReportOf(2, 1));
  EXPECT_NE(kept.Find("a", 1), nullptr);
  kept.Keep("a", ReportOf(3, 1));
  EXPECT_EQ(kept.Find("a", 2), nullptr);
  // The last one, however large.
  kept.Keep("a", ReportOf(4, limits::kMaxKeptRows + 1));
  EXPECT_EQ(kept.Find("a", 3), nullptr);
  EXPECT_NE(kept.Find("a", 4), nullptr);
}

TEST(ParsePositionTest, TakesWhatRenderPositionGives) {
  const auto position = ParsePosition(RenderPosition({7, 100}));
  ASSERT_TRUE(position);
  EXPECT_EQ(position->data_version, 7);
  EXPECT_EQ(position->first_row, 100u);
  for (const std::string wrong : {"", "7", "7/", "/1", "7/x", "7/1/1"}) {
    EXPECT_FALSE(ParsePosition(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace rollcall::reporting
