#include "clients/report/bar_chart.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/report/html_text.h"
#include "clients/report/number.h"
#include "clients/text/width.h"

namespace rollcall::report {
namespace {

// Pixels. report.css makes room for labels on the left.
constexpr int kLine = 26;
constexpr int kThickness = 16;
constexpr int kTextBaseline = 17;
constexpr size_t kLabelWidth = 27;

struct Part {
  const char* css_class;
  const char* what;
  int64_t count;
};

std::vector<Part> PartsOf(const Bar& bar) {
  return {{"room", "in person", bar.in_person_only},
          {"both", "both ways", bar.both},
          {"online", "online", bar.online_only},
          {"ways", "in a way that is hidden", bar.ways_hidden}};
}

void Add(const Bar& more, Bar& sum) {
  sum.in_person_only += more.in_person_only;
  sum.both += more.both;
  sum.online_only += more.online_only;
  sum.ways_hidden += more.ways_hidden;
}

std::optional<Bar> BarOf(const Row& row) {
  const auto attended =
      NumberOf(row.counts, row.hidden, reporting::v1::MEASURE_ATTENDED);
  if (!attended) return std::nullopt;
  if (row.hidden != reporting::v1::HIDDEN_COUNTS_UNSPECIFIED) {
    return Bar{row.label, 0, 0, 0, *attended};
  }
  return Bar{row.label, row.counts.in_person_only_count(),
             row.counts.both_count(), row.counts.online_only_count(), 0};
}

std::string Percent(int64_t part, int64_t most) {
  return absl::StrFormat("%.2f%%", most == 0
                                       ? 0.0
                                       : 100.0 * static_cast<double>(part) /
                                             static_cast<double>(most));
}

std::string TitleText(const Bar& bar) {
  std::string text = absl::StrCat(bar.label, ": ", bar.attended(), " attended");
  for (const Part& part : PartsOf(bar)) {
    if (part.count > 0)
      absl::StrAppend(&text, ", ", part.count, " ", part.what);
  }
  return text;
}

std::string Line(const Bar& bar, int64_t most, int top) {
  std::string svg = absl::StrCat(
      "<g><title>", EscapeHtml(TitleText(bar)),
      "</title><text class=\"label\" x=\"-8\" y=\"", top + kTextBaseline, "\">",
      EscapeHtml(text::Cut(bar.label, kLabelWidth)), "</text>");
  int64_t before = 0;
  for (const Part& part : PartsOf(bar)) {
    if (part.count == 0) continue;
    absl::StrAppend(&svg, "<rect class=\"", part.css_class, "\" x=\"",
                    Percent(before, most), "\" y=\"",
                    top + (kLine - kThickness) / 2, "\" width=\"",
                    Percent(part.count, most), "\" height=\"", kThickness,
                    "\"/>");
    before += part.count;
  }
  absl::StrAppend(&svg, "<text class=\"value\" x=\"", Percent(before, most),
                  "\" dx=\"7\" y=\"", top + kTextBaseline, "\">",
                  bar.attended(), "</text></g>\n");
  return svg;
}

}  // namespace

std::vector<Bar> BarsOf(const std::vector<Row>& rows, size_t most) {
  std::vector<Bar> bars;
  Bar others;
  int64_t other_count = 0;
  for (const Row& row : rows) {
    const auto bar = BarOf(row);
    if (!bar) continue;
    if (bars.size() < most) {
      bars.push_back(*bar);
    } else {
      Add(*bar, others);
      ++other_count;
    }
  }
  if (other_count > 0) {
    others.label = absl::StrCat(other_count, " others");
    bars.push_back(others);
  }
  return bars;
}

std::string BarChart(const ChartText& text, const std::vector<Bar>& bars) {
  int64_t most = 0;
  for (const Bar& bar : bars) most = std::max(most, bar.attended());
  std::string svg = absl::StrCat(
      "<svg class=\"bars\" role=\"img\" height=\"", kLine * bars.size(),
      "\" aria-labelledby=\"", text.id, "-title ", text.id,
      "-desc\">\n<title id=\"", text.id, "-title\">", EscapeHtml(text.title),
      "</title><desc id=\"", text.id, "-desc\">", EscapeHtml(text.description),
      "</desc>\n");
  int top = 0;
  for (const Bar& bar : bars) {
    svg += Line(bar, most, top);
    top += kLine;
  }
  return svg + "</svg>\n";
}

}  // namespace rollcall::report
