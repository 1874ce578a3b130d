#include "clients/report/table.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "clients/report/number.h"

namespace rollcall::report {

using reporting::v1::Report;

namespace {

struct Kind {
  reporting::v1::Dimension dimension;
  const char* word;
  const char* title;
};

constexpr Kind kKinds[] = {
    {reporting::v1::DIMENSION_MODE, "mode", "Registered for"},
    {reporting::v1::DIMENSION_SECTOR, "sector", "Sector"},
    {reporting::v1::DIMENSION_REGION, "region", "Region"},
    {reporting::v1::DIMENSION_COUNTRY, "country", "Country"},
    {reporting::v1::DIMENSION_SESSION, "session", "Session"},
    {reporting::v1::DIMENSION_DAY, "day", "Day"},
};

// Sorts by attendance, the highest first; labels break ties.
void SortByAttendance(std::vector<Row>& rows) {
  const auto key = [](const Row& row) {
    const auto attended =
        NumberOf(row.counts, row.hidden, reporting::v1::MEASURE_ATTENDED);
    return std::make_tuple(row.value.empty(), -attended.value_or(-1),
                           row.label);
  };
  std::sort(rows.begin(), rows.end(),
            [&key](const Row& a, const Row& b) { return key(a) < key(b); });
}

// Sorts by the places of values; those without one come after, unknown last.
void SortByPlace(const std::map<std::string, size_t>& places,
                 std::vector<Row>& rows) {
  const auto key = [&places](const Row& row) {
    const auto place = places.find(row.value);
    return std::make_pair(row.value.empty(), place == places.end()
                                                 ? places.size()
                                                 : place->second);
  };
  std::stable_sort(
      rows.begin(), rows.end(),
      [&key](const Row& a, const Row& b) { return key(a) < key(b); });
}

void SortSectors(const Report& report, std::vector<Row>& rows) {
  std::map<std::string, size_t> places;
  for (const auto& sector : report.summary().sectors()) {
    places.emplace(sector.sector_id(), places.size());
    const bool has_row = std::any_of(
        rows.begin(), rows.end(),
        [&sector](const Row& row) { return row.value == sector.sector_id(); });
    if (has_row) continue;
    rows.push_back({sector.sector_id(), sector.display_name(), sector.counts(),
                    sector.hidden()});
  }
  SortByPlace(places, rows);
}

void SortSessions(const Report& report, std::vector<Row>& rows) {
  std::map<std::string, size_t> places;
  for (const auto& session : report.sessions()) {
    places.emplace(session.session(), places.size());
  }
  SortByPlace(places, rows);
}

void Sort(const Report& report, Table& table) {
  switch (table.dimension) {
    case reporting::v1::DIMENSION_REGION:
    case reporting::v1::DIMENSION_COUNTRY:
      return SortByAttendance(table.rows);
    case reporting::v1::DIMENSION_SECTOR:
      return SortSectors(report, table.rows);
    case reporting::v1::DIMENSION_SESSION:
      return SortSessions(report, table.rows);
    default:
      return SortByPlace({}, table.rows);
  }
}

Table TableOf(const Kind& kind,
              const reporting::v1::GetBreakdownResponse& breakdown) {
  Table table = {kind.dimension, kind.word, kind.title, {}, {}};
  for (const auto& row : breakdown.rows()) {
    if (row.values().empty()) continue;
    table.rows.push_back({row.values(0).value(), row.values(0).display_name(),
                          row.counts(), row.hidden()});
  }
  table.total = {"", CountsPeopleOnce(kind.dimension) ? "total" : "sum",
                 breakdown.total(), breakdown.total_hidden()};
  return table;
}

}  // namespace

std::vector<Table> TablesOf(const Report& report) {
  std::vector<Table> tables;
  for (const Kind& kind : kKinds) {
    for (const auto& part : report.breakdowns()) {
      if (part.dimension() != kind.dimension) continue;
      tables.push_back(TableOf(kind, part.breakdown()));
      Sort(report, tables.back());
    }
  }
  return tables;
}

bool CountsPeopleOnce(reporting::v1::Dimension dimension) {
  return dimension != reporting::v1::DIMENSION_SESSION &&
         dimension != reporting::v1::DIMENSION_DAY;
}

}  // namespace rollcall::report
