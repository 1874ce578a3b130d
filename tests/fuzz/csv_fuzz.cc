#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"

#include "clients/csv/formula.h"
#include "clients/csv/reader.h"
#include "clients/csv/writer.h"
#include "common/base/utf8.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

using csv::Limits;
using csv::Reader;
using csv::Record;
using Fields = std::vector<std::string>;

// Ones that an input of a fuzzer comes to.
constexpr Limits kTight = {8, 24, 4};

void CheckRecord(const Limits& limits, const Record& record) {
  Require(!record.fields.empty() && record.fields.size() <= limits.fields,
          "a record has fields, not too many");
  size_t bytes = 0;
  bool is_text = true;
  for (const std::string& field : record.fields) {
    Require(field.size() <= limits.field_bytes, "a field is not too long");
    is_text = is_text && IsUtf8Text(field);
    bytes += field.size();
  }
  Require(bytes <= limits.record_bytes, "a record is not too long");
  Require(record.problem.empty() == is_text,
          "a record has a problem unless it is text");
  Require(record.problem.empty() ||
              (record.column >= 1 && record.column <= record.fields.size()),
          "the problem of a record is of one of its fields");
}

// Reads all of `file`.
std::vector<Fields> ReadAll(const std::string& file, const Limits& limits) {
  std::istringstream in(file);
  Reader reader(in, limits);
  std::vector<Fields> records;
  int64_t line = 0;
  for (;;) {
    Record record;
    const auto outcome = reader.Next(record);
    if (outcome == Reader::Outcome::kRecord) {
      Require(record.line > line, "records are in the order of lines");
      line = record.line;
      CheckRecord(limits, record);
      records.push_back(record.fields);
      continue;
    }
    const bool is_broken = outcome == Reader::Outcome::kBroken;
    Require(is_broken == !record.problem.empty(), "what is broken says why");
    Require(!is_broken || record.line >= line, "a broken record has a line");
    Record same;
    Require(reader.Next(same) == outcome && same.problem == record.problem &&
                same.line == record.line,
            "the end stays the end");
    return records;
  }
}

// What is written reads back the same.
void CheckWritten(const std::vector<Fields>& records) {
  std::ostringstream out;
  for (const Fields& fields : records) csv::Write(fields, out);
  Require(ReadAll(out.str(), {}) == records,
          "what is written reads back the same");
}

}  // namespace

void TryCsv(absl::string_view input) {
  const std::string file(input);
  CheckWritten(ReadAll(file, {}));
  ReadAll(file, kTight);
  // As records of any fields: `;` ends a field, `|` a record.
  std::vector<Fields> records;
  for (const absl::string_view record : absl::StrSplit(input, '|')) {
    records.push_back(absl::StrSplit(record, ';'));
  }
  CheckWritten(records);
  Require(csv::RestoreFormula(csv::NeutralizeFormula(input)) == input,
          "a neutralized field is found back");
}

}  // namespace rollcall::fuzz
