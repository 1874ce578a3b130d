#include "clients/watch/frame.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "clients/text/bar.h"
#include "clients/text/width.h"
#include "clients/watch/sparkline.h"
#include "clients/watch/style.h"
#include "common/api/timestamp.h"

namespace rollcall::watch {
namespace {

using checkin::v1::WatchOccupancyResponse;
using text::DisplayWidth;
using Lines = std::vector<std::string>;

constexpr char kUnknown[] = "…";
constexpr size_t kMargin = 1;
// From here on there is room for two columns, and for numbers side by side.
constexpr size_t kWide = 64;
constexpr size_t kCardCount = 4;
constexpr size_t kGap = 3;
constexpr size_t kMostGroups = 20;

// A piece of a line.
struct Piece {
  std::string text;
  Look look = Look::kPlain;
};

// Draws at one width.
class Painter {
 public:
  explicit Painter(const Canvas& canvas) : canvas_(canvas) {}

  // What is between the margins.
  size_t width() const {
    return canvas_.width > 2 * kMargin ? canvas_.width - 2 * kMargin : 1;
  }
  bool is_wide() const { return canvas_.width >= kWide; }

  // A line of pieces, of which what is too much is cut, and blanks at its end.
  std::string Line(std::vector<Piece> pieces) const {
    while (!pieces.empty()) {
      absl::StripTrailingAsciiWhitespace(&pieces.back().text);
      if (!pieces.back().text.empty()) break;
      pieces.pop_back();
    }
    if (pieces.empty()) return {};
    std::string line(canvas_.width > 2 * kMargin ? kMargin : 0, ' ');
    size_t left = width();
    for (const Piece& piece : pieces) {
      if (left == 0) break;
      const std::string cut = text::Cut(piece.text, left);
      left -= DisplayWidth(cut);
      line += Paint(cut, piece.look, canvas_.has_colors);
    }
    return line;
  }

  // One piece at the left edge, which may be cut, and one at the right edge.
  std::string Sides(const Piece& left, const Piece& right) const {
    const size_t right_width = DisplayWidth(right.text);
    if (right_width + 2 > width()) return Line({right});
    const std::string cut = text::Cut(left.text, width() - right_width - 1);
    const size_t between = width() - DisplayWidth(cut) - right_width;
    return Line({{cut, left.look}, {std::string(between, ' ')}, right});
  }

 private:
  const Canvas& canvas_;
};

std::string Fill(const std::string& text, size_t width) {
  const std::string cut = width == 0 ? "" : text::Cut(text, width);
  return cut + std::string(width - DisplayWidth(cut), ' ');
}

std::string Seconds(absl::Duration duration) {
  return absl::StrCat(std::max<int64_t>(0, absl::ToInt64Seconds(duration)),
                      " s");
}

// Which services do not answer, and for how long.
Piece StateOf(const LiveView& view, absl::Time now) {
  if (view.checkin_lost || view.reporting_lost) {
    const absl::Time since =
        std::min(view.checkin_lost.value_or(absl::InfiniteFuture()),
                 view.reporting_lost.value_or(absl::InfiniteFuture()));
    const char* who = !view.checkin_lost     ? "reporting"
                      : !view.reporting_lost ? "checkin"
                                             : "the services";
    return {absl::StrCat("○ no answer from ", who, " for ",
                         Seconds(now - since), ", trying again"),
            Look::kWarning};
  }
  if (!view.summary || !view.occupancy) return {"○ connecting", Look::kDim};
  switch (view.PhaseAt(now)) {
    case Phase::kBefore:
      return {"● live, before the start", Look::kGood};
    case Phase::kAfter:
      return {"● live, after the end", Look::kGood};
    default:
      return {"● live", Look::kGood};
  }
}

// `3 Sep 09:00 – 18:00`, or with two days; empty while it is not known.
std::string HoursOf(const LiveView& view) {
  if (!view.start || !view.end) return {};
  const auto text = [&view](const char* format, absl::Time time) {
    return std::string(absl::StripLeadingAsciiWhitespace(
        absl::FormatTime(format, time, view.zone)));
  };
  const bool is_one_day =
      text("%F", *view.start) == text("%F", *view.end - absl::Nanoseconds(1));
  return absl::StrCat(text("%e %b %H:%M", *view.start), " – ",
                      text(is_one_day ? "%H:%M" : "%e %b %H:%M", *view.end));
}

Lines Head(const LiveView& view, absl::Time now, const Painter& painter) {
  const std::string clock = absl::FormatTime(
      view.zone == absl::UTCTimeZone() ? "%H:%M:%S UTC" : "%H:%M:%S %Ez", now,
      view.zone);
  return {painter.Line({{text::CellText(view.title), Look::kBold}}),
          painter.Sides({view.name, Look::kDim}, {clock, Look::kDim}),
          painter.Sides(StateOf(view, now), {HoursOf(view), Look::kDim})};
}

std::string Rule(const Painter& painter) {
  std::string rule;
  for (size_t i = 0; i < painter.width(); ++i) rule += "─";
  return painter.Line({{rule, Look::kDim}});
}

// A number with what it is, and one line more about it.
struct Card {
  std::string title;
  Piece number;
  Piece note;
};

Look LookOf(WatchOccupancyResponse::Level level) {
  switch (level) {
    case WatchOccupancyResponse::LEVEL_FULL:
      return Look::kBad;
    case WatchOccupancyResponse::LEVEL_WARN:
      return Look::kWarning;
    default:
      return Look::kGood;
  }
}

Card InsideCard(const LiveView& view, size_t width) {
  Card card{"INSIDE NOW", {kUnknown, Look::kBold}, {}};
  if (!view.occupancy) return card;
  const int64_t inside = view.occupancy->inside_count();
  card.number.text = absl::StrCat(inside);
  if (!view.occupancy->has_place_count()) {
    card.note = {"no limit", Look::kDim};
    return card;
  }
  const int64_t places = view.occupancy->place_count();
  absl::StrAppend(&card.number.text, " of ", places);
  card.note = {text::LineBar(inside, places, width - kGap),
               LookOf(view.occupancy->level())};
  return card;
}

Card OnlineCard(const LiveView& view) {
  Card card{"ONLINE NOW", {kUnknown, Look::kBold}, {"", Look::kDim}};
  if (view.online_count) card.number.text = absl::StrCat(*view.online_count);
  if (!view.summary) return card;
  const int64_t unmatched = view.summary->unmatched().connection_count();
  if (unmatched > 0)
    card.note.text = absl::StrCat(unmatched, " of nobody known");
  return card;
}

Card AttendedCard(const LiveView& view) {
  Card card{"ATTENDED", {kUnknown, Look::kBold}, {"", Look::kDim}};
  if (!view.summary) return card;
  const auto& total = view.summary->total();
  card.number.text = absl::StrCat(total.attended_count());
  if (total.registered_count() > 0) {
    card.note.text =
        absl::StrFormat("%.0f %% of %d",
                        100.0 * static_cast<double>(total.attended_count()) /
                            static_cast<double>(total.registered_count()),
                        total.registered_count());
  }
  return card;
}

Card CountriesCard(const LiveView& view) {
  Card card{"COUNTRIES", {kUnknown, Look::kBold}, {"", Look::kDim}};
  if (!view.summary) return card;
  card.number.text = absl::StrCat(view.summary->country_count());
  const auto& sectors = view.summary->sectors();
  const auto count =
      std::count_if(sectors.begin(), sectors.end(), [](const auto& sector) {
        return !sector.sector_id().empty() &&
               sector.counts().attended_count() > 0;
      });
  card.note.text = absl::StrCat(count, count == 1 ? " sector" : " sectors");
  return card;
}

Lines Cards(const LiveView& view, const Painter& painter) {
  const size_t width = painter.width() / kCardCount;
  const std::vector<Card> cards = {InsideCard(view, std::max(width, 2 * kGap)),
                                   OnlineCard(view), AttendedCard(view),
                                   CountriesCard(view)};
  if (!painter.is_wide()) {
    Lines lines;
    for (const Card& card : cards) {
      lines.push_back(painter.Line({{Fill(card.title, 12), Look::kDim},
                                    {card.number.text + "  ", Look::kBold},
                                    card.note}));
    }
    return lines;
  }
  std::vector<std::vector<Piece>> rows(3);
  for (const Card& card : cards) {
    rows[0].push_back({Fill(card.title, width), Look::kDim});
    rows[1].push_back({Fill(card.number.text, width), card.number.look});
    rows[2].push_back({Fill(card.note.text, width), card.note.look});
  }
  Lines lines;
  for (const auto& row : rows) lines.push_back(painter.Line(row));
  return lines;
}

// How people attended, as one bar in three parts below its legend.
Lines Modes(const LiveView& view, const Painter& painter) {
  struct Part {
    const char* label;
    const char* stroke;
    Look look;
    int64_t count;
  };
  reporting::v1::Counts total;
  if (view.summary) total = view.summary->total();
  const Part parts[] = {
      {"in person", "━", Look::kRoom, total.in_person_only_count()},
      {"both ways", "╍", Look::kBoth, total.both_count()},
      {"online", "─", Look::kOnline, total.online_only_count()}};
  const int64_t sum = total.attended_count();
  std::vector<Piece> bar;
  std::vector<Piece> legend;
  int64_t before = 0;
  size_t drawn = 0;
  for (const Part& part : parts) {
    before += part.count;
    const size_t until = sum == 0
                             ? 0
                             : static_cast<size_t>(before) * painter.width() /
                                   static_cast<size_t>(sum);
    std::string strokes;
    for (; drawn < until; ++drawn) strokes += part.stroke;
    bar.push_back({strokes, part.look});
    legend.push_back({absl::StrCat(part.stroke, part.stroke, " "), part.look});
    legend.push_back({absl::StrCat(part.label, " ", part.count, "   ")});
  }
  if (sum == 0) bar = {{"nobody has attended yet", Look::kDim}};
  return {painter.Line(legend), painter.Line(bar)};
}

// `MINUTE`, `10 MINUTES`, `2 HOURS` or `3 DAYS`.
std::string StretchText(absl::Duration stretch) {
  const int64_t minutes = stretch / absl::Minutes(1);
  const auto text = [](int64_t count, const char* unit) {
    return count == 1 ? std::string(unit) : absl::StrCat(count, " ", unit, "S");
  };
  if (minutes % (24 * 60) == 0) return text(minutes / 24 / 60, "DAY");
  return minutes % 60 == 0 ? text(minutes / 60, "HOUR")
                           : text(minutes, "MINUTE");
}

Lines ArrivalChart(const LiveView& view, size_t height,
                   const Painter& painter) {
  std::vector<Arrivals> shown = view.arrivals;
  if (shown.size() > painter.width()) {
    shown.erase(shown.begin(),
                shown.end() - static_cast<std::ptrdiff_t>(painter.width()));
  }
  std::vector<int64_t> counts;
  int64_t sum = 0;
  int64_t most = 0;
  for (const Arrivals& each : shown) {
    counts.push_back(each.count);
    sum += each.count;
    most = std::max(most, each.count);
  }
  Lines lines = {painter.Sides(
      {absl::StrCat("ARRIVALS EVERY ", StretchText(view.stretch)), Look::kDim},
      {absl::StrCat(sum, " in all, at most ", most), Look::kDim})};
  for (const std::string& line : Sparkline(counts, height)) {
    lines.push_back(painter.Line({{line, Look::kRoom}}));
  }
  lines.push_back(
      painter.Line({{TimeAxis(shown, view.stretch, view.zone), Look::kDim}}));
  return lines;
}

// A table of one column, `width` wide: label, number, bar.
std::vector<std::vector<Piece>> GroupTable(const std::string& title,
                                           const std::vector<Group>& groups,
                                           size_t rows, size_t width) {
  std::vector<std::vector<Piece>> table = {{{Fill(title, width), Look::kDim}}};
  int64_t most = 0;
  size_t number_width = 1;
  for (const Group& group : groups) {
    most = std::max(most, group.count);
    number_width = std::max(number_width, absl::StrCat(group.count).size());
  }
  const size_t bar_width = std::min<size_t>(12, width / 4);
  const size_t used = number_width + bar_width + 3;
  const size_t label_width = width > used ? width - used : 1;
  for (size_t i = 0; i < rows; ++i) {
    if (i >= groups.size()) {
      table.push_back({{std::string(width, ' ')}});
      continue;
    }
    const std::string number = absl::StrCat(groups[i].count);
    table.push_back(
        {{Fill(text::CellText(groups[i].label), label_width)},
         {" " + std::string(number_width - number.size(), ' ') + number + "  ",
          Look::kBold},
         {Fill(text::LineBar(groups[i].count, most, bar_width), bar_width),
          Look::kOnline}});
  }
  return table;
}

std::vector<Group> SectorsOf(const LiveView& view) {
  std::vector<Group> sectors;
  if (!view.summary) return sectors;
  for (const auto& sector : view.summary->sectors()) {
    sectors.push_back(
        {sector.display_name().empty() ? "unknown" : sector.display_name(),
         sector.counts().attended_count()});
  }
  std::stable_sort(
      sectors.begin(), sectors.end(),
      [](const Group& a, const Group& b) { return a.count > b.count; });
  return sectors;
}

Lines Groups(const LiveView& view, size_t rows, const Painter& painter) {
  const bool is_wide = painter.is_wide();
  const size_t width = is_wide ? (painter.width() - kGap) / 2 : painter.width();
  auto table = GroupTable("BY COUNTRY", view.countries, rows, width);
  if (is_wide) {
    const auto right = GroupTable("BY SECTOR", SectorsOf(view), rows, width);
    for (size_t i = 0; i < table.size(); ++i) {
      table[i].push_back({std::string(kGap, ' ')});
      table[i].insert(table[i].end(), right[i].begin(), right[i].end());
    }
  }
  Lines lines;
  for (const auto& row : table) lines.push_back(painter.Line(row));
  return lines;
}

std::string Foot(const LiveView& view, const Canvas& canvas,
                 const Painter& painter) {
  std::string data;
  if (view.summary) {
    data = absl::StrCat(
        "counted at ",
        absl::FormatTime("%H:%M:%S", ToTime(view.summary->as_of()), view.zone));
    if (view.summary->staleness().seconds() > 0) {
      absl::StrAppend(&data, ", ", view.summary->staleness().seconds(),
                      " s behind");
    }
  }
  return painter.Sides({data, Look::kDim},
                       {canvas.has_keys ? "q ends" : "", Look::kDim});
}

void Append(const Lines& more, Lines& lines) {
  lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace

Lines RenderFrame(const LiveView& view, absl::Time now, const Canvas& canvas) {
  const Painter painter(canvas);
  Lines lines = Head(view, now, painter);
  lines.push_back(Rule(painter));
  Append(Cards(view, painter), lines);
  Append(Modes(view, painter), lines);
  // What is left, but for the last line.
  const auto left = [&] {
    return canvas.height > lines.size() + 1 ? canvas.height - lines.size() - 1
                                            : 0;
  };
  constexpr size_t kLeastChart = 4;
  constexpr size_t kLeastGroups = 3;
  // A line between, one above the chart and the axis below it.
  const size_t chart_height = canvas.height >= 32   ? 6
                              : canvas.height >= 28 ? 4
                                                    : 3;
  if (left() >= kLeastChart + 1) {
    lines.push_back(Rule(painter));
    Append(ArrivalChart(view, std::min(chart_height, left() - 2), painter),
           lines);
  }
  if (left() >= kLeastGroups + 1) {
    lines.push_back(Rule(painter));
    Append(Groups(view, std::min(kMostGroups, left() - 1), painter), lines);
  }
  if (canvas.height > lines.size()) {
    lines.resize(canvas.height - 1);
    lines.push_back(Foot(view, canvas, painter));
  }
  lines.resize(canvas.height);
  return lines;
}

std::string RenderLine(const LiveView& view, absl::Time now) {
  std::string line = absl::FormatTime("%H:%M:%S", now, view.zone);
  if (view.occupancy) {
    absl::StrAppend(&line, " inside ", view.occupancy->inside_count());
    if (view.occupancy->has_place_count()) {
      absl::StrAppend(&line, "/", view.occupancy->place_count());
    }
  }
  if (view.online_count) absl::StrAppend(&line, " online ", *view.online_count);
  if (view.summary) {
    const auto& total = view.summary->total();
    absl::StrAppend(&line, " attended ", total.attended_count(), "/",
                    total.registered_count(), " in-person-only ",
                    total.in_person_only_count(), " both ", total.both_count(),
                    " online-only ", total.online_only_count(), " countries ",
                    view.summary->country_count());
  }
  if (view.checkin_lost) absl::StrAppend(&line, " checkin-lost");
  if (view.reporting_lost) absl::StrAppend(&line, " reporting-lost");
  return line;
}

}  // namespace rollcall::watch
