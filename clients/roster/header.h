#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/roster/column.h"

namespace rollcall::roster {

// Somebody's decision which column a header is: `--map "Their header=email"`.
struct Choice {
  std::string header;
  const Column* column;
};

// Reads `Their header=column` of each text. Fails for a text without `=` and
// for a column that does not exist, with an error that lists those that do.
absl::StatusOr<std::vector<Choice>> ParseChoices(
    const std::vector<std::string>& texts);

// What the columns of one file are.
struct Mapping {
  // The headers as written.
  std::vector<std::string> headers;
  // The column that each is; null for those that are not read.
  std::vector<const Column*> columns;

  // The headers that are not read, empty ones without.
  std::vector<std::string> Unread() const;
  // How the file calls `column`; its own header if the file has none.
  std::string HeaderOf(const Column& column) const;
};

// Finds the columns of a file with these headers. A choice goes before the
// header's own meaning. Fails with an error that lists what was found when a
// required column is missing, when two headers are the same column, and when a
// choice's header is not in the file.
absl::StatusOr<Mapping> MapHeaders(const std::vector<std::string>& headers,
                                   const std::vector<Choice>& choices);

}  // namespace rollcall::roster
