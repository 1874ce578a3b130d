#include "clients/report/html_table.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "clients/report/html_text.h"
#include "clients/report/number.h"

namespace rollcall::report {
namespace {

using reporting::v1::Audience;
using reporting::v1::Measure;

constexpr char kHidden[] =
    "<td><span aria-hidden=\"true\">·</span>"
    "<span class=\"unseen\">hidden</span></td>";

std::vector<Measure> MeasuresFor(Audience audience) {
  std::vector<Measure> measures;
  for (int i = reporting::v1::Measure_MIN + 1; i <= reporting::v1::Measure_MAX;
       ++i) {
    const auto measure = static_cast<Measure>(i);
    if (IsTold(audience, measure)) measures.push_back(measure);
  }
  return measures;
}

// Wide tables scroll in a place of their own, also by keys.
std::string Begin(const std::string& caption,
                  const std::vector<std::string>& titles,
                  const std::string& css_class) {
  std::string html = absl::StrCat(
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"",
      EscapeHtml(caption), "\"><table class=\"", css_class,
      "\">\n<caption class=\"unseen\">", EscapeHtml(caption),
      "</caption>\n<thead><tr>");
  for (const std::string& title : titles) {
    absl::StrAppend(&html, "<th scope=\"col\">", EscapeHtml(title), "</th>");
  }
  return html + "</tr></thead>\n";
}

std::string CellOf(const Row& row, Measure measure) {
  const std::optional<int64_t> number =
      NumberOf(row.counts, row.hidden, measure);
  if (!number) return kHidden;
  return absl::StrCat("<td>",
                      measure == reporting::v1::MEASURE_ONLINE_DURATION
                          ? HoursText(*number)
                          : absl::StrCat(*number),
                      "</td>");
}

std::string LineOf(const Row& row, Audience audience) {
  std::string html = absl::StrCat("<tr><th scope=\"row\"><bdi>",
                                  EscapeHtml(row.label), "</bdi></th>");
  for (const Measure measure : MeasuresFor(audience)) {
    html += CellOf(row, measure);
  }
  return html + "</tr>\n";
}

}  // namespace

std::string CountsTable(const Table& table, Audience audience) {
  std::vector<std::string> titles = {table.title};
  for (const Measure measure : MeasuresFor(audience)) {
    titles.push_back(TitleOf(measure));
  }
  std::string html =
      Begin(absl::StrCat("Counts by ", table.word), titles, "counts");
  html += "<tbody>\n";
  for (const Row& row : table.rows) html += LineOf(row, audience);
  absl::StrAppend(&html, "</tbody>\n<tfoot>", LineOf(table.total, audience),
                  "</tfoot></table></div>\n");
  return html;
}

std::string TextTable(const std::string& caption,
                      const std::vector<std::string>& titles,
                      const std::vector<std::vector<std::string>>& rows,
                      bool has_numbers) {
  std::string html = Begin(caption, titles, has_numbers ? "counts" : "texts");
  html += "<tbody>\n";
  for (const auto& row : rows) {
    absl::StrAppend(&html, "<tr><th scope=\"row\"><bdi>", EscapeHtml(row[0]),
                    "</bdi></th>");
    for (size_t i = 1; i < row.size(); ++i) {
      absl::StrAppend(&html, "<td><bdi>", EscapeHtml(row[i]), "</bdi></td>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace rollcall::report
