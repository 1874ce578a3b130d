#include "common/db/field.h"

#include <pqxx/except>
#include <pqxx/field>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"

namespace rollcall::db {
namespace {

// The session's time zone is UTC and its date style ISO (see Pool).
absl::Time ParseTime(const std::string& text) {
  if (text == "infinity") return absl::InfiniteFuture();
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d %H:%M:%E*S%Ez", text, &time, &error)) {
    throw pqxx::conversion_error("not a timestamptz: " + error);
  }
  return time;
}

}  // namespace

std::string TextOf(const pqxx::row& row, const char* column) {
  return row[column].as<std::string>();
}

int64_t IntOf(const pqxx::row& row, const char* column) {
  return row[column].as<int64_t>();
}

bool BoolOf(const pqxx::row& row, const char* column) {
  return row[column].as<bool>();
}

absl::Time TimeOf(const pqxx::row& row, const char* column) {
  return ParseTime(row[column].as<std::string>());
}

std::vector<std::pair<absl::Time, absl::Time>> TimeRangesOf(
    const pqxx::row& row, const char* column) {
  // {["2022-09-03 01:00:00+00","2022-09-03 01:02:00+00"),[…)}
  const auto text = row[column].as<std::string>();
  const std::vector<std::string> parts = absl::StrSplit(text, '"');
  std::vector<std::pair<absl::Time, absl::Time>> ranges;
  for (size_t i = 0; i + 4 < parts.size(); i += 4) {
    ranges.emplace_back(ParseTime(parts[i + 1]), ParseTime(parts[i + 3]));
  }
  return ranges;
}

std::string BytesOf(const pqxx::row& row, const char* column) {
  const auto text = row[column].as<std::string>();
  // bytea_output is hex (see Pool): \x followed by the digits.
  if (text.substr(0, 2) != "\\x") throw pqxx::conversion_error("not a bytea");
  return absl::HexStringToBytes(text.substr(2));
}

std::optional<std::string> OptionalTextOf(const pqxx::row& row,
                                          const char* column) {
  if (row[column].is_null()) return std::nullopt;
  return TextOf(row, column);
}

std::optional<int64_t> OptionalIntOf(const pqxx::row& row, const char* column) {
  if (row[column].is_null()) return std::nullopt;
  return IntOf(row, column);
}

std::optional<absl::Time> OptionalTimeOf(const pqxx::row& row,
                                         const char* column) {
  if (row[column].is_null()) return std::nullopt;
  return TimeOf(row, column);
}

}  // namespace rollcall::db
