#include "clients/report/report_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/report/adjustment_text.h"
#include "clients/report/number.h"
#include "clients/report/table.h"
#include "clients/report/text_table.h"
#include "clients/report/time_text.h"
#include "clients/report/timeline.h"
#include "clients/text/bar.h"
#include "clients/text/width.h"
#include "common/api/timestamp.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

constexpr size_t kMostSteps = 24;
constexpr size_t kBarWidth = 50;
constexpr size_t kHeadlineLabel = 18;
constexpr size_t kCountWidth = 7;

void WriteParagraph(const std::string& paragraph, std::ostream& out) {
  for (const std::string& line : text::Wrap(paragraph, kScreenWidth)) {
    out << line << "\n";
  }
}

std::string NumberText(const Report& report, reporting::v1::Measure measure) {
  const auto number = NumberOf(report.summary().total(),
                               report.summary().total_hidden(), measure);
  return number ? absl::StrCat(*number) : "hidden";
}

void WriteNumber(const std::string& label, const std::string& number,
                 std::ostream& out) {
  out << "  " << text::PadRight(label, kHeadlineLabel) << number << "\n";
}

void WriteHeadline(const Report& report, std::ostream& out) {
  const auto& summary = report.summary();
  out << "\nUnique attendees "
      << NumberText(report, reporting::v1::MEASURE_ATTENDED) << " of "
      << NumberText(report, reporting::v1::MEASURE_REGISTERED) << " registered";
  if (summary.total_hidden() < reporting::v1::HIDDEN_COUNTS_ATTENDED) {
    out << ", from " << summary.country_count()
        << (summary.country_count() == 1 ? " country" : " countries");
  }
  out << "\n";
  for (const auto& [label, measure] :
       {std::pair("in person only", reporting::v1::MEASURE_IN_PERSON_ONLY),
        std::pair("online only", reporting::v1::MEASURE_ONLINE_ONLY),
        std::pair("both ways", reporting::v1::MEASURE_BOTH),
        std::pair("confirmed", reporting::v1::MEASURE_CONFIRMED),
        std::pair("no-show", reporting::v1::MEASURE_NO_SHOW)}) {
    if (!IsTold(report.audience(), measure)) continue;
    WriteNumber(label, NumberText(report, measure), out);
  }
  if (report.audience() == reporting::v1::AUDIENCE_PUBLIC) return;
  if (summary.total().partial_count() > 0) {
    WriteNumber("there too briefly",
                NumberText(report, reporting::v1::MEASURE_PARTIAL), out);
  }
  WriteNumber("watched online",
              HoursText(summary.total().online_duration().seconds()) + " h",
              out);
}

void WriteTimeline(const Report& report, std::ostream& out) {
  const auto steps = MergeSteps(StepsOf(report.timeline()), kMostSteps);
  if (steps.empty()) return;
  int64_t most = 0;
  size_t width = 0;
  for (const Step& step : steps) {
    most = std::max(most, step.any);
    width = std::max(width, ClockText(step.start, report.event()).size());
  }
  out << "\nMost at once, by the time of "
      << text::CellText(report.event().time_zone()) << "\n";
  for (const Step& step : steps) {
    const std::string bar = text::BlockBar(step.any, most, kBarWidth);
    out << text::PadRight(ClockText(step.start, report.event()), width + 1)
        << text::PadLeft(absl::StrCat(step.any), kCountWidth)
        << (bar.empty() ? "" : "  ") << bar << "\n";
  }
  const auto& peak = report.timeline().peaks().any();
  if (peak.count() == 0) return;
  out << "peak " << peak.count() << " at "
      << ClockText(ToTime(peak.time()), report.event()) << "\n";
}

bool HasHidden(const std::vector<Table>& tables) {
  const auto is_hidden = [](const Row& row) {
    return row.hidden != reporting::v1::HIDDEN_COUNTS_UNSPECIFIED;
  };
  return std::any_of(
      tables.begin(), tables.end(), [&is_hidden](const Table& table) {
        return is_hidden(table.total) ||
               std::any_of(table.rows.begin(), table.rows.end(), is_hidden);
      });
}

void WriteTables(const Report& report, std::ostream& out) {
  const std::vector<Table> tables = TablesOf(report);
  for (const Table& table : tables) WriteTable(table, report.audience(), out);
  if (HasHidden(tables)) {
    out << "\n"
        << kHiddenMark
        << " is a number that is not published, lest few people are told of.\n";
  }
}

void WriteAdjustments(const Report& report, const Origin& origin,
                      std::ostream& out) {
  if (!origin.compared_time) return;
  out << (origin.adjustments.empty() ? "\nNothing has changed until "
                                     : "\nChanged since, until ")
      << InstantText(*origin.compared_time, ZoneOf(report.event())) << "\n";
  for (const auto& adjustment : origin.adjustments) {
    WriteParagraph(absl::StrCat(text::CellText(WhoOf(adjustment)), ": ",
                                absl::StrJoin(ChangesOf(adjustment), ", ")),
                   out);
  }
}

void WriteState(const Report& report, const Origin& origin, std::ostream& out) {
  const auto& summary = report.summary();
  out << "\nAs of " << InstantText(ToTime(summary.as_of()), absl::UTCTimeZone())
      << ", data version " << summary.data_version();
  const std::string staleness = StalenessText(summary);
  if (!staleness.empty()) out << ", behind by " << staleness;
  out << "\n";
  if (origin.has_several_versions) {
    out << "The data changed while it was read: parts may not add up.\n";
  }
  if (origin.frozen_name.empty()) return;
  out << "Kept as " << text::CellText(origin.frozen_name) << "\nSHA-256 "
      << origin.sha256 << "\n";
}

}  // namespace

void WriteText(const Report& report, const Origin& origin, std::ostream& out) {
  WriteParagraph(report.event().title(), out);
  WriteParagraph(report.event().theme(), out);
  WriteHeadline(report, out);
  WriteTables(report, out);
  WriteTimeline(report, out);
  if (!report.communique().empty()) {
    out << "\n";
    WriteParagraph(report.communique(), out);
  }
  WriteAdjustments(report, origin, out);
  WriteState(report, origin, out);
}

}  // namespace rollcall::report
