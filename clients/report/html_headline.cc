#include "clients/report/html_headline.h"

#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/report/html_text.h"
#include "clients/report/number.h"
#include "clients/report/time_text.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

// A number of more digits is set in a smaller size.
constexpr size_t kShortNumber = 5;

std::string NumberText(const Report& report, reporting::v1::Measure measure) {
  const auto number = NumberOf(report.summary().total(),
                               report.summary().total_hidden(), measure);
  if (!number) return "hidden";
  return measure == reporting::v1::MEASURE_ONLINE_DURATION
             ? absl::StrCat(HoursText(*number), " h")
             : absl::StrCat(*number);
}

std::string InternalFacts(const Report& report) {
  const auto& summary = report.summary();
  std::string html =
      Fact("confirmed", NumberText(report, reporting::v1::MEASURE_CONFIRMED)) +
      Fact("no-shows", NumberText(report, reporting::v1::MEASURE_NO_SHOW));
  if (summary.total().partial_count() > 0) {
    html += Fact("there too briefly",
                 NumberText(report, reporting::v1::MEASURE_PARTIAL));
  }
  html += Fact("watched online",
               NumberText(report, reporting::v1::MEASURE_ONLINE_DURATION));
  const auto& peak = report.timeline().peaks().any();
  if (peak.count() > 0) {
    html += Fact("at once, at most", absl::StrCat(peak.count()));
  }
  if (summary.unmatched().connection_count() > 0) {
    html += Fact("connections of nobody known",
                 absl::StrCat(summary.unmatched().connection_count()));
  }
  return html;
}

std::string Facts(const Report& report) {
  const auto& summary = report.summary();
  std::string html = "<dl class=\"facts\">\n";
  const auto registered = NumberOf(summary.total(), summary.total_hidden(),
                                   reporting::v1::MEASURE_REGISTERED);
  const auto attended = NumberOf(summary.total(), summary.total_hidden(),
                                 reporting::v1::MEASURE_ATTENDED);
  html +=
      Fact("registered", NumberText(report, reporting::v1::MEASURE_REGISTERED));
  if (attended && registered && *registered > 0) {
    html += Fact("of these attended", PercentText(*attended, *registered));
  }
  if (attended) {
    html += Fact("countries", absl::StrCat(summary.country_count()));
  }
  if (report.audience() != reporting::v1::AUDIENCE_PUBLIC)
    html += InternalFacts(report);
  return html + "</dl>\n";
}

}  // namespace

std::string Fact(const std::string& term, const std::string& value) {
  return absl::StrCat("<div><dt>", EscapeHtml(term), "</dt><dd>",
                      EscapeHtml(value), "</dd></div>\n");
}

std::string EventHeader(const Report::Event& event) {
  std::vector<std::string> where;
  for (const std::string& text :
       {DaysText(event), event.venue(), event.city()}) {
    if (!text.empty()) where.push_back(EscapeHtml(text));
  }
  std::string html = absl::StrCat(
      "<header>\n<p class=\"kicker\">Attendance report</p>\n<h1 dir=\"auto\">",
      EscapeHtml(event.title()), "</h1>\n");
  if (!event.theme().empty()) {
    absl::StrAppend(&html, "<p class=\"theme\" dir=\"auto\">",
                    EscapeHtml(event.theme()), "</p>\n");
  }
  absl::StrAppend(&html, "<p class=\"where\" dir=\"auto\">",
                  absl::StrJoin(where, " · "), "</p>\n</header>\n");
  return html;
}

std::string Headline(const Report& report) {
  const std::string attended =
      NumberText(report, reporting::v1::MEASURE_ATTENDED);
  std::string html = absl::StrCat(
      "<section class=\"headline\" aria-label=\"Headline numbers\">\n"
      "<p class=\"big",
      attended.size() > kShortNumber ? " long" : "", "\"><strong>", attended,
      "</strong> attended</p>\n");
  for (const auto& [css_class, label, measure] :
       {std::make_tuple("room", "in person only",
                        reporting::v1::MEASURE_IN_PERSON_ONLY),
        std::make_tuple("both", "both ways", reporting::v1::MEASURE_BOTH),
        std::make_tuple("online", "online only",
                        reporting::v1::MEASURE_ONLINE_ONLY)}) {
    absl::StrAppend(&html, "<p class=\"way ", css_class, "\"><strong>",
                    NumberText(report, measure), "</strong> ", label, "</p>\n");
  }
  return absl::StrCat(html, Facts(report), "</section>\n");
}

}  // namespace rollcall::report
