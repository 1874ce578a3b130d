#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "clients/report/table.h"

namespace rollcall::report {

// What a chart says to whoever does not see it. Plain text, as labels.
struct ChartText {
  // Letters, unlike that of another chart of the page.
  std::string id;
  std::string title;
  std::string description;
};

// A horizontal bar in parts, in this order: in person, both ways, online, and
// people of whom it is hidden how they attended.
struct Bar {
  std::string label;
  int64_t in_person_only = 0;
  int64_t both = 0;
  int64_t online_only = 0;
  int64_t ways_hidden = 0;

  int64_t attended() const {
    return in_person_only + both + online_only + ways_hidden;
  }
};

// The bars of `rows`, in their order: the first `most`, then one for all others
// together. Rows of whom it is hidden how many attended have none.
std::vector<Bar> BarsOf(const std::vector<Row>& rows, size_t most);

// An <svg> as wide as its place with one line for each bar, its label before
// it and the number after it; the longest bar is as long as there is room.
std::string BarChart(const ChartText& text, const std::vector<Bar>& bars);

}  // namespace rollcall::report
