#include "clients/report/report_html.h"

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/report/bar_chart.h"
#include "clients/report/html_text.h"
#include "clients/report/timeline.h"
#include "clients/report/timeline_chart.h"
#include "tests/clients/sample_report.h"
#include "tests/harness/markup.h"

namespace rollcall::report {
namespace {

using reporting::v1::Report;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::PartsOf;
using testing::ProblemOf;
using testing::SamplePublicReport;
using testing::SampleReport;
using testing::TableOf;

std::string HtmlOf(const Report& report, const Origin& origin = {}) {
  std::ostringstream out;
  WriteHtml(report, origin, out);
  return out.str();
}

TEST(Html, IsOneWellFormedPageOfItsOwn) {
  const std::string html = HtmlOf(SampleReport());
  EXPECT_EQ(ProblemOf(html), "");
  EXPECT_THAT(html, HasSubstr("default-src 'none'; style-src 'unsafe-inline'"));
  EXPECT_THAT(html, HasSubstr("<html lang=\"en\">"));
  for (const std::string& element : testing::ElementsOf(html)) {
    EXPECT_THAT((std::vector<std::string>{"script", "link", "img", "iframe",
                                          "object", "embed", "base", "form",
                                          "a", "image", "use"}),
                Not(::testing::Contains(element)));
  }
  // Names may have addresses; they are text.
  const Report plain = [] {
    Report report = SamplePublicReport();
    report.mutable_event()->set_title("Plain");
    return report;
  }();
  for (const char* text :
       {"http:", "https:", "//", "src=", "href=", "url(", "@import"}) {
    EXPECT_THAT(HtmlOf(plain), Not(HasSubstr(text)));
  }
}

TEST(Html, TakesNoNameForMarkup) {
  Report report = SampleReport();
  report.mutable_event()->set_venue("\"><img src=x onerror=alert(1)>");
  report.mutable_sessions(0)->set_title("</title><b>&amp;\x01\xff");
  const std::string html = HtmlOf(report);
  EXPECT_EQ(ProblemOf(html), "");
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&quot;1&quot;)"));
  EXPECT_THAT(html, HasSubstr("&lt;/title&gt;&lt;b&gt;&amp;amp;??"));
  // All of each name is in the page, not only its beginning.
  EXPECT_THAT(html, HasSubstr(testing::kLongName));
  EXPECT_THAT(html, HasSubstr("<bdi>مصر</bdi>"));
}

TEST(HtmlText, EscapesWhatMarkupIsMadeOf) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\">&'"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(EscapeHtml("中国\tمصر\n"), "中国\tمصر\n");
  EXPECT_EQ(EscapeHtml("\x1b\x7f\xc3"), "???");
}

// What a table has to say of `row`.
std::vector<std::string> CellsOf(const reporting::v1::BreakdownRow& row) {
  const auto& counts = row.counts();
  std::vector<std::string> cells = {row.values(0).display_name()};
  for (const int64_t number :
       {counts.registered_count(), counts.confirmed_count(),
        counts.attended_count(), counts.in_person_only_count(),
        counts.online_only_count(), counts.both_count(), counts.no_show_count(),
        counts.partial_count()}) {
    cells.push_back(absl::StrCat(number));
  }
  cells.emplace_back("0:00");
  return cells;
}

TEST(Html, HasEveryNumberOfTheReport) {
  const Report report = SampleReport();
  const std::string html = HtmlOf(report);
  const std::pair<reporting::v1::Dimension, std::string> captions[] = {
      {reporting::v1::DIMENSION_MODE, "mode"},
      {reporting::v1::DIMENSION_SECTOR, "sector"},
      {reporting::v1::DIMENSION_REGION, "region"},
      {reporting::v1::DIMENSION_COUNTRY, "country"},
      {reporting::v1::DIMENSION_SESSION, "session"},
      {reporting::v1::DIMENSION_DAY, "day"}};
  for (const auto& [dimension, word] : captions) {
    const auto table = TableOf(html, absl::StrCat("Counts by ", word));
    for (const auto& breakdown : report.breakdowns()) {
      if (breakdown.dimension() != dimension) continue;
      for (const auto& row : breakdown.breakdown().rows()) {
        EXPECT_THAT(table, ::testing::Contains(CellsOf(row))) << word;
      }
    }
    // A head, and what everything adds up to.
    ASSERT_GE(table.size(), 3u) << word;
    EXPECT_EQ(table.front().size(), table.back().size());
    EXPECT_THAT(table.back()[0], ::testing::AnyOf("total", "sum"));
  }
  EXPECT_THAT(html, HasSubstr("<strong>90</strong> attended"));
  EXPECT_THAT(html, HasSubstr("<dd>2:01 h</dd>"));
  EXPECT_THAT(html, HasSubstr("<dd>90.0 %</dd>"));
  EXPECT_THAT(html, HasSubstr("<dd>41</dd>"));
  EXPECT_THAT(
      html, HasSubstr("2022-09-03 17:45:00 +05:45 (2022-09-03 12:00:00 UTC)"));
  EXPECT_THAT(html, HasSubstr("3 September 2022"));
}

TEST(Html, TellsWhenMostWereInSessionsAndWhoStayed) {
  EXPECT_THAT(
      TableOf(HtmlOf(SampleReport()), "Peaks and retention of sessions"),
      ElementsAre(
          ElementsAre("Session", "most at once", "in the room", "online",
                      "stayed for the next"),
          ElementsAre("Opening", "44 at 09:31", "0", "0", "15 (25.0 %)"),
          ElementsAre("Closing", "0", "0", "0", "–")));
}

TEST(Html, HidesWhatIsHidden) {
  const std::string html = HtmlOf(SamplePublicReport());
  EXPECT_EQ(ProblemOf(html), "");
  const std::string hidden = "·hidden";
  EXPECT_THAT(
      TableOf(html, "Counts by country"),
      ElementsAre(ElementsAre("Country", "registered", "attended", "in person",
                              "online", "both"),
                  ElementsAre("Cland", "80", "70", "20", "40", "10"),
                  ElementsAre("Bland", "30", "20", hidden, hidden, hidden),
                  ElementsAre("Aland", hidden, hidden, hidden, hidden, hidden),
                  ElementsAre("total", "115", hidden, hidden, hidden, hidden)));
  EXPECT_THAT(html, HasSubstr("<strong>hidden</strong> attended"));
  EXPECT_THAT(html, HasSubstr("Not drawn: 1 of 3"));
  EXPECT_THAT(html, HasSubstr("class=\"ways\""));
  EXPECT_THAT(html, HasSubstr("<dd>public: "));
  for (const char* text :
       {"confirmed", "no-show", "Aland:", "countries</dt>"}) {
    EXPECT_THAT(html, Not(HasSubstr(text)));
  }
}

TEST(Html, SaysWhereItComesFrom) {
  Origin origin;
  origin.has_several_versions = true;
  origin.frozen_name = "events/sample/frozenReports/1";
  origin.sha256 = "ab12";
  origin.compared_time = absl::FromUnixSeconds(1662206400);
  auto& adjustment = origin.adjustments.emplace_back();
  auto& value = *adjustment.add_values();
  value.set_dimension(reporting::v1::DIMENSION_COUNTRY);
  value.set_display_name("<Nepal>");
  adjustment.mutable_frozen()->set_attended_count(5);
  adjustment.mutable_current()->set_attended_count(7);
  Report report = SampleReport();
  report.mutable_summary()->mutable_staleness()->set_seconds(12);
  const std::string html = HtmlOf(report, origin);
  EXPECT_EQ(ProblemOf(html), "");
  EXPECT_THAT(html, HasSubstr("events/sample/frozenReports/1"));
  EXPECT_THAT(html, HasSubstr("ab12"));
  EXPECT_THAT(html, HasSubstr("parts may not add up"));
  EXPECT_THAT(html, HasSubstr("<dt>Behind by</dt><dd>12s</dd>"));
  EXPECT_THAT(TableOf(html, "Changes since the report was kept"),
              ElementsAre(ElementsAre("Of whom", "What"),
                          ElementsAre("<Nepal> (country)", "attended 5 → 7")));
  origin.adjustments.clear();
  EXPECT_THAT(HtmlOf(report, origin),
              HasSubstr("<p>Nothing, until 2022-09-03 17:45:00 +05:45."));
  EXPECT_THAT(HtmlOf(SampleReport()), Not(HasSubstr("Behind by")));
  EXPECT_THAT(HtmlOf(SampleReport()), Not(HasSubstr("Changes since")));
}

TEST(Html, TellsOfAnEventWithoutAnybody) {
  Report report = SampleReport();
  report.clear_breakdowns();
  report.clear_sessions();
  report.clear_timeline();
  report.clear_communique();
  report.mutable_summary()->mutable_total()->Clear();
  report.mutable_summary()->clear_sectors();
  auto& breakdown = *report.add_breakdowns();
  breakdown.set_dimension(reporting::v1::DIMENSION_COUNTRY);
  const std::string html = HtmlOf(report);
  EXPECT_EQ(ProblemOf(html), "");
  EXPECT_EQ(TableOf(html, "Counts by country").size(), 2u);
  EXPECT_THAT(html, Not(HasSubstr("<svg")));
  EXPECT_THAT(html, Not(HasSubstr("nan")));
  EXPECT_EQ(ProblemOf(HtmlOf(Report())), "");
}

std::vector<Row> Countries(int count) {
  std::vector<Row> rows;
  for (int i = 0; i < count; ++i) {
    rows.push_back({absl::StrCat(i), absl::StrCat("Country ", i),
                    testing::CountsOf(200, 100 - i, i, 1)});
  }
  return rows;
}

TEST(BarChart, DrawsTheFirstAndAddsUpTheOthers) {
  const auto bars = BarsOf(Countries(25), 20);
  ASSERT_EQ(bars.size(), 21u);
  EXPECT_EQ(bars[19].label, "Country 19");
  EXPECT_EQ(bars[20].label, "5 others");
  EXPECT_EQ(bars[20].attended(), 5 * 101);
  EXPECT_EQ(bars[20].both, 5);
  EXPECT_EQ(BarsOf(Countries(20), 20).size(), 20u);
  EXPECT_TRUE(BarsOf({}, 20).empty());
}

// The widths of the parts of a line, in percent.
std::vector<double> WidthsIn(const std::string& line) {
  std::vector<double> widths;
  for (const std::string& text : PartsOf(line, "width=\"", "%\"")) {
    double width = 0;
    EXPECT_TRUE(absl::SimpleAtod(text, &width)) << text;
    widths.push_back(width);
  }
  return widths;
}

TEST(BarChart, DrawsEachPartAsLongAsItsNumberIsLarge) {
  const std::string svg = BarChart(
      {"c", "T", "D"},
      {{"most", 50, 20, 10, 0}, {"half", 0, 0, 40, 0}, {"nobody", 0, 0, 0, 0}});
  EXPECT_EQ(ProblemOf(svg), "");
  const auto lines = PartsOf(svg, "<g>", "</g>");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(WidthsIn(lines[0]), ElementsAre(62.5, 25, 12.5));
  // One after the other, and the number at their end.
  EXPECT_THAT(lines[0], HasSubstr("class=\"both\" x=\"62.50%\""));
  EXPECT_THAT(lines[0], HasSubstr("class=\"online\" x=\"87.50%\""));
  EXPECT_THAT(lines[0], HasSubstr("class=\"value\" x=\"100.00%\""));
  EXPECT_THAT(WidthsIn(lines[1]), ElementsAre(50));
  EXPECT_THAT(WidthsIn(lines[2]), ElementsAre());
  EXPECT_THAT(svg, HasSubstr("most: 80 attended, 50 in person, 20 both ways, "
                             "10 online"));
  EXPECT_THAT(svg, HasSubstr("<title id=\"c-title\">T</title><desc "
                             "id=\"c-desc\">D</desc>"));
}

TEST(BarChart, CutsLongLabelsAndEscapesThem) {
  const std::string svg =
      BarChart({"c", "<T>", "D"},
               {{testing::kLongName, 1, 0, 0, 0}, {"<b>", 1, 0, 0, 0}});
  EXPECT_EQ(ProblemOf(svg), "");
  EXPECT_THAT(svg, HasSubstr(">Intergovernmental Committe…</text>"));
  EXPECT_THAT(svg, HasSubstr(absl::StrCat("<title>", testing::kLongName)));
  EXPECT_THAT(svg, HasSubstr(">&lt;b&gt;</text>"));
}

TEST(TimelineChart, MarksThePeakInTheTimeOfTheEvent) {
  const std::string svg = TimelineChart({"t", "T", "D"}, SampleReport());
  EXPECT_EQ(ProblemOf(svg), "");
  EXPECT_THAT(svg, HasSubstr(">peak 70 at 10:20</text>"));
  for (const char* hour : {"10:00", "12:00", "14:00", "16:00"}) {
    EXPECT_THAT(svg, HasSubstr(absl::StrCat(">", hour, "</text>")));
  }
  EXPECT_THAT(svg, Not(HasSubstr(">09:00</text>")));
  // At 80 of 480 minutes, and at 70 of 80 people of a plot of 210 pixels.
  EXPECT_THAT(svg, HasSubstr("cx=\"16.67%\" cy=\"60.2\""));
  EXPECT_THAT(svg, HasSubstr("class=\"line-room\" d=\"M0 183.8V183.8H125.0"
                             "V131.2H250.0V131.2H375.0V136.5H500.0"));
  // The lowest line is nobody, the highest a round number above the peak.
  EXPECT_THAT(svg, HasSubstr(">0</text>"));
  EXPECT_THAT(svg, HasSubstr(">80</text>"));
  EXPECT_EQ(TimelineChart({"t", "T", "D"}, Report()), "");
}

TEST(TimelineChart, HasDaysWhereThereAreMany) {
  Report report = SampleReport();
  auto& timeline = *report.mutable_timeline();
  auto* last = timeline.add_buckets();
  last->mutable_any()->set_peak_count(1);
  *last->mutable_start_time() = timeline.buckets(0).start_time();
  last->mutable_start_time()->set_seconds(
      timeline.buckets(0).start_time().seconds() + 4 * 86400);
  const std::string svg = TimelineChart({"t", "T", "D"}, report);
  EXPECT_THAT(svg, HasSubstr(">5 Sep</text>"));
  EXPECT_THAT(svg, HasSubstr(">11 Sep</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("10:00")));
}

TEST(Timeline, LeavesOutWhenNobodyWasThereYetOrAnyMore) {
  reporting::v1::GetTimelineResponse timeline;
  const std::vector<int> counts = {0, 0, 0, 4, 0, 5, 0, 0, 0, 0};
  for (size_t i = 0; i < counts.size(); ++i) {
    auto& bucket = *timeline.add_buckets();
    bucket.mutable_start_time()->set_seconds(static_cast<int64_t>(i) * 900);
    bucket.mutable_any()->set_peak_count(counts[i]);
  }
  std::vector<int64_t> kept;
  for (const Step& step : StepsOf(timeline)) kept.push_back(step.any);
  EXPECT_THAT(kept, ElementsAre(0, 4, 0, 5, 0));
  EXPECT_EQ(StepsOf(timeline).front().start, absl::FromUnixSeconds(1800));
  EXPECT_EQ(StepsOf(timeline).back().end, absl::FromUnixSeconds(6300));
  for (auto& bucket : *timeline.mutable_buckets()) bucket.clear_any();
  EXPECT_EQ(StepsOf(timeline).size(), counts.size());
}

TEST(Timeline, MergesStepsToTheHighest) {
  std::vector<Step> steps;
  for (int i = 0; i < 5; ++i) {
    steps.push_back(
        {absl::FromUnixSeconds(i), absl::FromUnixSeconds(i + 1), 10 - i, i, 3});
  }
  const auto merged = MergeSteps(steps, 3);
  ASSERT_EQ(merged.size(), 3u);
  EXPECT_EQ(merged[1].start, absl::FromUnixSeconds(2));
  EXPECT_EQ(merged[1].end, absl::FromUnixSeconds(4));
  EXPECT_EQ(merged[1].any, 8);
  EXPECT_EQ(merged[1].in_person, 3);
  EXPECT_EQ(merged[2].any, 6);
  EXPECT_EQ(MergeSteps(steps, 5).size(), 5u);
  EXPECT_TRUE(MergeSteps({}, 5).empty());
}

TEST(TimelineChart, DrawsAnEmptyRoom) {
  Report report = SampleReport();
  report.mutable_timeline()->clear_peaks();
  for (auto& bucket : *report.mutable_timeline()->mutable_buckets()) {
    bucket.clear_any();
    bucket.clear_in_person();
    bucket.clear_online();
  }
  const std::string svg = TimelineChart({"t", "T", "D"}, report);
  EXPECT_EQ(ProblemOf(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("peak ")));
}

}  // namespace
}  // namespace rollcall::report
