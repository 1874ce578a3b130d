#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rollcall/reporting/v1/counts.pb.h"
#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// One line of a table.
struct Row {
  // As DimensionValue.value: empty for unknown.
  std::string value;
  // For people. As it was written, of any length and script.
  std::string label;
  reporting::v1::Counts counts;
  reporting::v1::HiddenCounts hidden = reporting::v1::HIDDEN_COUNTS_UNSPECIFIED;
};

// A breakdown of a report in the order in which people read it.
struct Table {
  reporting::v1::Dimension dimension;
  // One word, as `country`.
  std::string word;
  // The head of the table, as `Country`.
  std::string title;
  std::vector<Row> rows;
  // Of all rows: a sum of attendances where each person may be in several.
  Row total;
};

// The tables of `report`: by mode, sector, region, country, session and day,
// those of them that it has. Regions and countries come with the most people
// first, then those whose number is hidden; sectors in the event's order, those
// without anybody too; sessions in the order of the agenda; all others as they
// are. Unknown is last everywhere.
std::vector<Table> TablesOf(const reporting::v1::Report& report);

// Whether each person is in one row of such a table at most.
bool CountsPeopleOnce(reporting::v1::Dimension dimension);

}  // namespace rollcall::report
