#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/csv/reader.h"
#include "clients/roster/header.h"
#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::roster {

// What is wrong with one row, for people to read.
struct RowError {
  // The line on which the row begins, from 1.
  int64_t line = 0;
  // The header of the column that it is about. Empty if about the whole row.
  std::string header;
  // What to write instead.
  std::string text;

  // `line 17: Country: Write …`
  std::string ToString() const;
};

// One row of a file.
struct Row {
  int64_t line = 0;
  // As the file has it.
  std::vector<std::string> fields;
  // As CreateRegistration takes it. Only as good as `errors` says.
  registration::v1::Registration registration;
  std::vector<RowError> errors;
  // An export of ours says that the registration has ended: REJECTED, CANCELLED
  // or WITHDRAWN. Such a row is nobody who should be registered, and has no
  // errors.
  bool ended = false;
};

// Reads registrations from CSV, row by row.
class RowReader {
 public:
  // Reads the header. `in` outlives the reader. Fails as MapHeaders does, and
  // for a file without a readable header.
  static absl::StatusOr<std::unique_ptr<RowReader>> Open(
      std::istream& in, const std::string& event,
      const std::vector<Choice>& choices,
      csv::Reader::Observer observer = nullptr);

  // Reads the next row; returns false at the end. Rows whose fields are all
  // blank are skipped. The row after which nothing can be read any more has an
  // error, too, and `broken` is true from then on.
  bool Next(Row& row);

  bool broken() const { return broken_; }
  const Mapping& mapping() const { return mapping_; }

 private:
  RowReader(std::istream& in, std::string event,
            csv::Reader::Observer observer);

  void Parse(const csv::Record& record, Row& row) const;

  csv::Reader reader_;
  const std::string event_;
  Mapping mapping_;
  bool broken_ = false;
};

}  // namespace rollcall::roster
