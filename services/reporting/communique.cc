#include "services/reporting/communique.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace rollcall::reporting {
namespace {

std::string Count(int64_t count, absl::string_view one,
                  absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

std::string People(int64_t count) {
  const int64_t hundreds = count / 100 * 100;
  if (hundreds == 0 || hundreds == count) {
    return Count(count, "person", "people");
  }
  return absl::StrCat("More than ", hundreds, " people");
}

// `a`, `a and b`, `a, b and c`.
std::string Enumerate(const std::vector<std::string>& items) {
  std::string text;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

// The title as it stands inside of a sentence.
std::string Named(const std::string& title) {
  for (const char* article : {"The ", "A ", "An "}) {
    if (absl::StartsWithIgnoreCase(title, article)) return title;
  }
  return absl::StrCat("the ", title);
}

std::string Place(const EventFacts& event) {
  if (event.venue.empty() && event.city.empty()) return {};
  if (event.venue.empty()) return absl::StrCat(" in ", event.city);
  if (event.city.empty()) return absl::StrCat(" at ", event.venue);
  return absl::StrCat(" at ", event.venue, " in ", event.city);
}

std::string Days(const EventFacts& event) {
  absl::TimeZone zone = absl::UTCTimeZone();
  // The event's zone was checked when the event was created; a machine without
  // it reports in UTC.
  absl::LoadTimeZone(event.time_zone, &zone);
  const auto day = [&zone](absl::Time time) {
    return absl::FormatTime("%-d %B %Y", time, zone);
  };
  const std::string first = day(event.start_time);
  // The end is the first instant after the event.
  const std::string last = day(event.end_time - absl::Microseconds(1));
  return first == last ? absl::StrCat(" on ", first)
                       : absl::StrCat(" from ", first, " to ", last);
}

std::string Modes(const Counts& total) {
  std::vector<std::string> parts;
  if (total.in_person_only > 0) {
    parts.push_back(absl::StrCat(total.in_person_only, " in person"));
  }
  if (total.online_only > 0) {
    parts.push_back(absl::StrCat(total.online_only, " online"));
  }
  if (total.both > 0) parts.push_back(absl::StrCat(total.both, " both ways"));
  return Enumerate(parts);
}

std::string Sectors(const Summary& summary) {
  std::vector<std::string> names;
  for (const SectorRow& row : summary.sectors) {
    if (row.counts.attended() > 0 && !row.sector.id.empty()) {
      names.push_back(row.sector.display_name);
    }
  }
  if (names.empty()) return {};
  return absl::StrCat(" Represented were ", Enumerate(names), ".");
}

}  // namespace

std::string ComposeCommunique(const EventFacts& event, const Summary& summary) {
  const std::string where_and_when = Place(event) + Days(event);
  if (summary.total.attended() == 0) {
    return absl::StrCat("No attendance is recorded for ", Named(event.title),
                        ",", where_and_when, ".");
  }
  std::string from;
  if (summary.countries > 0) {
    from = absl::StrCat(" from ",
                        Count(summary.countries, "country", "countries"));
  }
  return absl::StrCat(People(summary.total.attended()), from, " took part in ",
                      Named(event.title), where_and_when, ": ",
                      Modes(summary.total), ".", Sectors(summary));
}

}  // namespace rollcall::reporting
