#include "clients/report/timeline_chart.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/report/html_text.h"
#include "clients/report/time_text.h"
#include "clients/report/timeline.h"
#include "common/api/timestamp.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

// Pixels of the whole, and of what is above and below the curves.
constexpr int kHeight = 270;
constexpr int kTop = 34;
constexpr int kBottom = 26;
constexpr int kPlot = kHeight - kTop - kBottom;
// Where the label of a peak would leave the chart on one side.
constexpr double kEdge = 20;

class Chart {
 public:
  // `event` outlives it.
  Chart(std::vector<Step> steps, const Report::Event& event)
      : steps_(std::move(steps)),
        event_(event),
        start_(steps_.front().start),
        length_(steps_.back().end - start_) {
    for (const Step& step : steps_) most_ = std::max(most_, step.any);
    ceiling_ = CeilingOf(most_);
  }

  std::string Grid() const {
    std::string svg;
    for (int i = 0; i <= kGridLines; ++i) {
      const int64_t count = ceiling_ / kGridLines * i;
      const std::string y = Pixels(kTop + Height(count));
      absl::StrAppend(&svg, "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"",
                      y, "\" y2=\"", y,
                      "\"/><text class=\"axis count\" x=\"-8\"",
                      " dy=\"4\" y=\"", y, "\">", count, "</text>\n");
    }
    for (const Tick& tick : TicksOf(steps_, ZoneOf(event_))) {
      absl::StrAppend(&svg, "<text class=\"axis hour\" x=\"",
                      Percent(tick.time), "\" y=\"", kHeight - 6, "\">",
                      EscapeHtml(tick.label), "</text>\n");
    }
    return svg;
  }

  std::string Curves() const {
    return absl::StrCat(
        "<svg x=\"0\" y=\"", kTop, "\" width=\"100%\" height=\"", kPlot,
        "\" viewBox=\"0 0 1000 ", kPlot,
        "\" preserveAspectRatio=\"none\" overflow=\"visible\">\n",
        "<path class=\"any\" d=\"", Path(&Step::any), "V", kPlot, "H0Z\"/>\n",
        "<path class=\"line-any\" d=\"", Path(&Step::any), "\"/>\n",
        "<path class=\"line-online\" d=\"", Path(&Step::online), "\"/>\n",
        "<path class=\"line-room\" d=\"", Path(&Step::in_person),
        "\"/>\n</svg>\n");
  }

  std::string Peak(const reporting::v1::Peaks::Peak& peak) const {
    if (peak.count() == 0) return "";
    const absl::Time time = ToTime(peak.time());
    const double at = PercentOf(time);
    const char* anchor =
        at < kEdge ? "start" : (at > 100 - kEdge ? "end" : "middle");
    const double y = kTop + Height(peak.count());
    return absl::StrCat(
        "<circle class=\"peak\" cx=\"", Percent(time), "\" cy=\"", Pixels(y),
        "\" r=\"4\"/><text class=\"peak\" text-anchor=\"", anchor, "\" x=\"",
        Percent(time), "\" y=\"", Pixels(y - 11), "\">peak ", peak.count(),
        " at ", ClockText(time, event_), "</text>\n");
  }

 private:
  static constexpr int kGridLines = 4;

  // A round number, at least `most`, that the grid lines divide evenly.
  static int64_t CeilingOf(int64_t most) {
    for (int64_t power = 1;; power *= 10) {
      for (const int64_t tenths : {10, 15, 20, 25, 30, 40, 50, 60, 80}) {
        if (tenths * power % 10 != 0) continue;
        const int64_t ceiling = tenths * power / 10 * kGridLines;
        if (ceiling >= most) return ceiling;
      }
    }
  }

  static std::string Pixels(double number) {
    return absl::StrFormat("%.1f", number);
  }

  double PercentOf(absl::Time time) const {
    return std::clamp(100 * absl::FDivDuration(time - start_, length_), 0.0,
                      100.0);
  }

  std::string Percent(absl::Time time) const {
    return absl::StrFormat("%.2f%%", PercentOf(time));
  }

  // From the top of the plot.
  double Height(int64_t count) const {
    return kPlot *
           (1 - static_cast<double>(count) / static_cast<double>(ceiling_));
  }

  std::string Path(int64_t Step::*series) const {
    std::string path = absl::StrCat("M0 ", Pixels(Height(steps_[0].*series)));
    for (const Step& step : steps_) {
      absl::StrAppend(&path, "V", Pixels(Height(step.*series)), "H",
                      Pixels(10 * PercentOf(step.end)));
    }
    return path;
  }

  const std::vector<Step> steps_;
  const Report::Event& event_;
  const absl::Time start_;
  const absl::Duration length_;
  int64_t most_ = 0;
  int64_t ceiling_ = 0;
};

}  // namespace

std::string TimelineChart(const ChartText& text, const Report& report) {
  const auto& timeline = report.timeline();
  if (timeline.buckets().empty()) return "";
  const Chart chart(StepsOf(timeline), report.event());
  return absl::StrCat("<svg class=\"timeline\" role=\"img\" height=\"", kHeight,
                      "\" aria-labelledby=\"", text.id, "-title ", text.id,
                      "-desc\">\n<title id=\"", text.id, "-title\">",
                      EscapeHtml(text.title), "</title><desc id=\"", text.id,
                      "-desc\">", EscapeHtml(text.description), "</desc>\n",
                      chart.Grid(), chart.Curves(),
                      chart.Peak(timeline.peaks().any()), "</svg>\n");
}

}  // namespace rollcall::report
