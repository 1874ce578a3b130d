#pragma once

#include <vector>

#include "services/reporting/breakdown.h"

namespace rollcall::reporting {

// Whether anybody may see a breakdown by `dimension`. Of others, as delegations
// and groups of countries, what is hidden could be had from the sums of those
// that anybody may see.
bool IsPublic(v1::Dimension dimension);

// Whether anybody may see `measure`.
bool IsPublic(v1::Measure measure);

// What is hidden of the total of `people`, each of whom is there once: what any
// of the breakdowns that share it has to hide of it.
Hidden HiddenOfTotal(const std::vector<Cell>& people, int threshold);

// The breakdown of `cells` by `dimension`, which is public, with what is hidden
// of it: as Suppress says, of the tree of all that is told of the people of
// `cells`; countries, subregions and regions are one tree. `of_total`, what is
// hidden of the total of the event's people, whose cells or those of sessions
// or days these are, is hidden of every row: it would follow from rows, and
// what other breakdowns hide from it.
Breakdown BreakDownForPublic(const std::vector<Cell>& cells,
                             v1::Dimension dimension, int threshold,
                             Hidden of_total);

// Whether the full hundreds of those of `total` who attended tell nothing of
// how many did not, when that is hidden because it is below `threshold`: from
// the number who registered, which is told, any such number remains possible.
bool TellsHundreds(const Counts& total, int threshold);

// Summarizes `snapshot` with what is hidden of its total and of each sector.
Summary SummarizeForPublic(const Snapshot& snapshot, int threshold);

}  // namespace rollcall::reporting
