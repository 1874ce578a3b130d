#include "clients/roster/row_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/base/utf8.h"

namespace rollcall::roster {
namespace {

using registration::v1::Registration;

bool IsBlank(const csv::Record& record) {
  return record.problem.empty() &&
         std::all_of(
             record.fields.begin(), record.fields.end(),
             [](const std::string& field) { return Utf8Trim(field).empty(); });
}

// Takes away what only the service decides. Returns whether that says that the
// registration has ended.
bool ClearOutput(Registration& registration) {
  const Registration::State state = registration.state();
  registration.clear_state();
  registration.clear_name();
  return state == Registration::STATE_REJECTED ||
         state == Registration::STATE_CANCELLED ||
         state == Registration::STATE_WITHDRAWN;
}

}  // namespace

std::string RowError::ToString() const {
  return absl::StrCat("line ", line, ": ", header, header.empty() ? "" : ": ",
                      text);
}

RowReader::RowReader(std::istream& in, std::string event,
                     csv::Reader::Observer observer)
    : reader_(in, {}, std::move(observer)), event_(std::move(event)) {}

absl::StatusOr<std::unique_ptr<RowReader>> RowReader::Open(
    std::istream& in, const std::string& event,
    const std::vector<Choice>& choices, csv::Reader::Observer observer) {
  std::unique_ptr<RowReader> reader(
      new RowReader(in, event, std::move(observer)));
  csv::Record header;
  if (reader->reader_.Next(header) == csv::Reader::Outcome::kEnd) {
    return absl::InvalidArgumentError(
        "The file is empty. Its first line names the columns.");
  }
  if (!header.problem.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("line ", header.line,
                                                   ": column ", header.column,
                                                   ": ", header.problem));
  }
  ASSIGN_OR_RETURN(reader->mapping_, MapHeaders(header.fields, choices));
  return reader;
}

bool RowReader::Next(Row& row) {
  if (broken_) return false;
  csv::Record record;
  csv::Reader::Outcome outcome = csv::Reader::Outcome::kRecord;
  do {
    outcome = reader_.Next(record);
    if (outcome == csv::Reader::Outcome::kEnd) return false;
  } while (IsBlank(record));
  broken_ = outcome == csv::Reader::Outcome::kBroken;
  row = Row();
  row.line = record.line;
  Parse(record, row);
  row.fields = std::move(record.fields);
  return true;
}

void RowReader::Parse(const csv::Record& record, Row& row) const {
  const auto fail = [&row](const std::string& header, const std::string& text) {
    row.errors.push_back({row.line, header, text});
  };
  if (!record.problem.empty()) {
    const size_t i = record.column - 1;
    fail(i < mapping_.headers.size() ? mapping_.headers[i]
                                     : absl::StrCat("column ", record.column),
         record.problem);
    return;
  }
  if (record.fields.size() != mapping_.headers.size()) {
    fail("",
         absl::StrCat("The row has ", record.fields.size(),
                      " fields where the header has ", mapping_.headers.size(),
                      ". Put a field that holds a comma into quotation "
                      "marks."));
    return;
  }
  for (size_t i = 0; i < record.fields.size(); ++i) {
    const Column* column = mapping_.columns[i];
    if (column == nullptr) continue;
    if (column->required && Utf8Trim(record.fields[i]).empty()) {
      fail(mapping_.headers[i], "This must not be empty.");
      continue;
    }
    const std::string problem =
        ParseCell(*column, record.fields[i], event_, row.registration);
    if (!problem.empty()) fail(mapping_.headers[i], problem);
  }
  row.ended = ClearOutput(row.registration);
  // It is not sent; an erased one has no name and no email any more.
  if (row.ended) row.errors.clear();
}

}  // namespace rollcall::roster
