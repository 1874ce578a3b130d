#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rollcall/reporting/v1/counts.pb.h"
#include "services/reporting/report.h"
#include "services/reporting/suppression.h"

namespace rollcall::reporting {

// Whom a report is about; see v1::PeopleFilter. Empty sets mean anybody.
struct PeopleFilter {
  std::set<std::string> countries;
  std::set<std::string> sectors;
  // Names of Mode.
  std::set<std::string> modes;
  // Ids.
  std::set<std::string> delegations;
  // M49 codes.
  std::set<std::string> regions;
  // Bits of geo::Placement::groups; 0 means any country.
  unsigned groups = 0;

  // Whether the people of `cell` are meant.
  bool Matches(const Cell& cell) const;
  // The countries that are meant, empty for the unknown one; nothing when any
  // is.
  std::optional<std::set<std::string>> CountriesMeant() const;
};

// The counts of one combination of values.
struct BreakdownRow {
  // One for each dimension asked for; empty means unknown.
  std::vector<std::string> values;
  Counts counts;
  // Of a public report, what of `counts` is not told.
  Hidden hidden = Hidden::kNothing;
};

// The rows of a breakdown, and their sum.
struct Breakdown {
  std::vector<BreakdownRow> rows;
  Counts total;
  Hidden total_hidden = Hidden::kNothing;
};

// Counts those of `cells` that `filter` lets through by each combination of
// values of `dimensions` that occurs, in the order of the values, unknown last.
// Rows always sum to the total.
Breakdown BreakDown(const std::vector<Cell>& cells,
                    const std::vector<v1::Dimension>& dimensions,
                    const PeopleFilter& filter = {});

// Puts the rows first of which `measure` is highest, what is hidden last;
// without one the order stays.
void OrderBy(v1::Measure measure, std::vector<BreakdownRow>& rows);

// Those of `people`, each of whom is there once, that `filter` lets through.
Counts CountPeople(const std::vector<Cell>& people, const PeopleFilter& filter);

}  // namespace rollcall::reporting
