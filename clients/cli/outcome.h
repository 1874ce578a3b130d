#pragma once

#include <ostream>
#include <vector>

#include "clients/cli/answer.h"
#include "nlohmann/json.hpp"

namespace rollcall::cli {

// Writes what a command came to that is no answer of one call: an object of
// values and of lists, whose elements are values or objects of values. JSON has
// it as it is. CSV has a line for each value and each element, with the columns
// `field` and `value`. `output` is not kTable: tables are the commands' own.
void WriteOutcome(const nlohmann::ordered_json& outcome, Output output,
                  std::ostream& out);

// What is wrong with rows of a file, as a list of an outcome.
template <typename RowError>
nlohmann::ordered_json ListOfErrors(const std::vector<RowError>& errors) {
  auto list = nlohmann::ordered_json::array();
  for (const RowError& error : errors) {
    list.push_back({{"line", error.line},
                    {"column", error.header},
                    {"description", error.text}});
  }
  return list;
}

}  // namespace rollcall::cli
