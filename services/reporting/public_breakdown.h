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

// The breakdown of `cells` by `dimension`, which is public, with what is hidden
// of it: as Suppress says, of the tree of all that is told of the people of
// `cells`; countries, subregions and regions are one tree.
Breakdown BreakDownForPublic(const std::vector<Cell>& cells,
                             v1::Dimension dimension, int threshold);

// What is hidden of `counts` when nothing else is told.
Hidden HiddenOf(const Counts& counts, int threshold);

}  // namespace rollcall::reporting
