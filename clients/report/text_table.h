#pragma once

#include <ostream>

#include "clients/report/table.h"
#include "rollcall/reporting/v1/counts.pb.h"

namespace rollcall::report {

// How wide a terminal is taken to be.
inline constexpr size_t kScreenWidth = 80;

// What stands for a number that is hidden.
inline constexpr char kHiddenMark[] = "·";

// Writes `table` with the numbers that fit best and, where there is room, bars
// of who attended after them.
void WriteTable(const Table& table, reporting::v1::Audience audience,
                std::ostream& out);

}  // namespace rollcall::report
