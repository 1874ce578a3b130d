#pragma once

#include <string>
#include <vector>

#include "clients/report/table.h"
#include "rollcall/reporting/v1/counts.pb.h"

namespace rollcall::report {

// A <table> with every number of `table` that `audience` is told of; a number
// that is hidden is a dot.
std::string CountsTable(const Table& table, reporting::v1::Audience audience);

// A <table> of texts: `titles` and each row have as many. The first column
// names its row; the others are numbers unless `has_numbers` is false.
std::string TextTable(const std::string& caption,
                      const std::vector<std::string>& titles,
                      const std::vector<std::vector<std::string>>& rows,
                      bool has_numbers = true);

}  // namespace rollcall::report
