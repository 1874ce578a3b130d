#include "clients/report/html_section.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/report/adjustment_text.h"
#include "clients/report/bar_chart.h"
#include "clients/report/html_table.h"
#include "clients/report/html_text.h"
#include "clients/report/number.h"
#include "clients/report/time_text.h"
#include "clients/report/timeline_chart.h"
#include "common/api/timestamp.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

constexpr size_t kMostBars = 20;

std::string Key(const std::string& css_class, const std::string& label) {
  return absl::StrCat("<li><i class=\"", css_class, "\"></i>", label, "</li>");
}

std::string BarKeys(const std::vector<Bar>& bars) {
  const bool has_hidden = std::any_of(
      bars.begin(), bars.end(), [](const Bar& bar) { return bar.ways_hidden; });
  return absl::StrCat("<ul class=\"keys\">", Key("room", "in person"),
                      Key("both", "both ways"), Key("online", "online"),
                      has_hidden ? Key("ways", "how is hidden") : "", "</ul>");
}

std::string Figure(const std::string& chart, const std::string& caption) {
  return absl::StrCat("<figure>\n", chart, "<figcaption>", caption,
                      "</figcaption>\n</figure>\n");
}

std::string Section(const std::string& id, const std::string& title,
                    const std::string& content) {
  return absl::StrCat("<section aria-labelledby=\"", id, "-head\">\n<h2 id=\"",
                      id, "-head\">", title, "</h2>\n<div class=\"body\">\n",
                      content, "</div>\n</section>\n");
}

int64_t HiddenRows(const std::vector<Row>& rows) {
  return std::count_if(rows.begin(), rows.end(), [](const Row& row) {
    return row.hidden >= reporting::v1::HIDDEN_COUNTS_ATTENDED;
  });
}

std::string BarFigure(const Table& table, const std::vector<Bar>& bars) {
  // One row compares with nothing.
  if (table.rows.size() < 2 || bars.empty()) return "";
  const int64_t hidden = HiddenRows(table.rows);
  std::string note;
  if (hidden > 0) {
    note = absl::StrCat("<p>Not drawn: ", hidden, " of ", table.rows.size(),
                        " whose attendance is hidden.</p>");
  }
  return Figure(
      BarChart({absl::StrCat("chart-", table.word),
                absl::StrCat("Attendance by ", table.word),
                absl::StrCat(bars.size(), " bars; the first is ", bars[0].label,
                             " with ", bars[0].attended(),
                             ". The table below has all numbers.")},
               bars),
      absl::StrCat(BarKeys(bars), note));
}

std::vector<Bar> ModeBars(const Table& table) {
  std::vector<Row> rows = table.rows;
  rows.insert(rows.begin(), table.total);
  rows[0].label = "everybody";
  return BarsOf(rows, rows.size());
}

std::string PeakText(const reporting::v1::Peaks::Peak& peak,
                     const Report::Event& event) {
  if (peak.count() == 0) return "0";
  return absl::StrCat(peak.count(), " at ",
                      ClockText(ToTime(peak.time()), event));
}

std::string SessionFacts(const Report& report) {
  if (report.sessions().empty()) return "";
  std::vector<std::vector<std::string>> rows;
  for (const auto& session : report.sessions()) {
    std::string stayed = "–";
    if (!session.retentions().empty()) {
      const int64_t retained = session.retentions(0).retained_count();
      stayed = absl::StrCat(
          retained, " (",
          PercentText(retained, session.total().attended_count()), ")");
    }
    rows.push_back(
        {session.title(), PeakText(session.peaks().any(), report.event()),
         PeakText(session.peaks().in_person(), report.event()),
         PeakText(session.peaks().online(), report.event()), stayed});
  }
  return TextTable("Peaks and retention of sessions",
                   {"Session", "most at once", "in the room", "online",
                    "stayed for the next"},
                   rows);
}

std::string TableTitle(const Table& table) {
  switch (table.dimension) {
    case reporting::v1::DIMENSION_MODE:
      return "How they attended";
    case reporting::v1::DIMENSION_SECTOR:
      return "Sectors";
    case reporting::v1::DIMENSION_REGION:
      return "Regions";
    case reporting::v1::DIMENSION_COUNTRY:
      return "Countries";
    case reporting::v1::DIMENSION_SESSION:
      return "Sessions";
    default:
      return "Days";
  }
}

}  // namespace

std::string TimelineSection(const Report& report) {
  const auto& peaks = report.timeline().peaks();
  const std::string chart = TimelineChart(
      {"chart-timeline", "People at once, over time",
       absl::StrCat("Most at once: ", PeakText(peaks.any(), report.event()),
                    "; in the room ",
                    PeakText(peaks.in_person(), report.event()), "; online ",
                    PeakText(peaks.online(), report.event()), ".")},
      report);
  if (chart.empty()) return "";
  return Section(
      "timeline", "Over time",
      Figure(chart,
             absl::StrCat(
                 "<ul class=\"keys\">", Key("any", "in the room or online"),
                 Key("line-room", "in the room"), Key("line-online", "online"),
                 "</ul><p>Most in the room ",
                 PeakText(peaks.in_person(), report.event()), ", most online ",
                 PeakText(peaks.online(), report.event()), ". Times are of ",
                 EscapeHtml(report.event().time_zone()), ".</p>")));
}

std::string TableSection(const Report& report, const Table& table) {
  const bool is_mode = table.dimension == reporting::v1::DIMENSION_MODE;
  std::string content = BarFigure(
      table, is_mode ? ModeBars(table) : BarsOf(table.rows, kMostBars));
  content += CountsTable(table, report.audience());
  if (table.dimension == reporting::v1::DIMENSION_SESSION) {
    content += SessionFacts(report);
  }
  return Section(table.word, TableTitle(table), content);
}

std::string AdjustmentSection(const Report& report, const Origin& origin) {
  if (!origin.compared_time) return "";
  const std::string time =
      InstantText(*origin.compared_time, ZoneOf(report.event()));
  if (origin.adjustments.empty()) {
    return Section("changes", "Changed since",
                   absl::StrCat("<p>Nothing, until ", time, ".</p>\n"));
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& adjustment : origin.adjustments) {
    rows.push_back(
        {WhoOf(adjustment), absl::StrJoin(ChangesOf(adjustment), ", ")});
  }
  return Section("changes", "Changed since",
                 absl::StrCat("<p>This report is kept as it was. By ", time,
                              " these numbers had changed:</p>\n",
                              TextTable("Changes since the report was kept",
                                        {"Of whom", "What"}, rows, false)));
}

}  // namespace rollcall::report
