#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/roster/row_reader.h"

namespace rollcall::roster {

// What a file holds, found by reading it once.
struct Survey {
  int64_t row_count = 0;
  // Rows that cannot be sent.
  int64_t bad_count = 0;
  int64_t ended_count = 0;
  // Nobody can tell where rows begin after the last of `errors`.
  bool broken = false;
  Mapping mapping;
  // What is wrong, by line; the first thousand.
  std::vector<RowError> errors;
  // SHA-256 of the bytes.
  std::string digest;
};

// The most errors that are kept of one file.
inline constexpr size_t kMaxErrors = 1000;

// Reads `file` from its beginning to its end. Fails as RowReader::Open does.
absl::StatusOr<Survey> SurveyFile(std::istream& file, const std::string& event,
                                  const std::vector<Choice>& choices);

}  // namespace rollcall::roster
