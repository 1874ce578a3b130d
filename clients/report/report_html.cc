#include "clients/report/report_html.h"

#include <string>

#include "absl/strings/str_cat.h"

#include "clients/report/html_headline.h"
#include "clients/report/html_section.h"
#include "clients/report/html_text.h"
#include "clients/report/table.h"
#include "clients/report/time_text.h"
#include "common/api/timestamp.h"
#include "report_style.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

constexpr char kPolicy[] =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'";

std::string Head(const Report& report) {
  return absl::StrCat(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"",
      kPolicy, "\">\n<title>Attendance: ", EscapeHtml(report.event().title()),
      "</title>\n<style>\n", style::kTexts[0], "</style>\n</head>\n");
}

std::string Communique(const Report& report) {
  if (report.communique().empty()) return "";
  return absl::StrCat("<blockquote dir=\"auto\"><p>",
                      EscapeHtml(report.communique()), "</p></blockquote>\n");
}

std::string Footer(const Report& report, const Origin& origin) {
  const auto& summary = report.summary();
  const absl::Time as_of = ToTime(summary.as_of());
  const bool is_public = report.audience() == reporting::v1::AUDIENCE_PUBLIC;
  std::string html = "<footer>\n<dl>\n";
  html += Fact("As of",
               absl::StrCat(InstantText(as_of, ZoneOf(report.event())), " (",
                            InstantText(as_of, absl::UTCTimeZone()), ")"));
  html += Fact("Data version", absl::StrCat(summary.data_version()));
  const std::string staleness = StalenessText(summary);
  if (!staleness.empty()) html += Fact("Behind by", staleness);
  html += Fact("Audience", is_public
                               ? "public: numbers of few people are hidden (·)"
                               : "internal: exact numbers");
  if (origin.has_several_versions) {
    html += Fact("Note",
                 "the data changed while it was read: parts may not "
                 "add up");
  }
  if (!origin.frozen_name.empty()) {
    html += Fact("Kept as", origin.frozen_name);
    html += Fact("SHA-256", origin.sha256);
  }
  return html + "</dl>\n</footer>\n";
}

}  // namespace

void WriteHtml(const Report& report, const Origin& origin, std::ostream& out) {
  out << Head(report) << "<body>\n<main>\n"
      << EventHeader(report.event()) << Headline(report) << Communique(report);
  out << TimelineSection(report);
  for (const Table& table : TablesOf(report)) {
    out << TableSection(report, table);
  }
  out << AdjustmentSection(report, origin) << Footer(report, origin)
      << "</main>\n</body>\n</html>\n";
}

}  // namespace rollcall::report
