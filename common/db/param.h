#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace rollcall::db {

// A parameter of a statement in PostgreSQL's text form; nothing is NULL.
using Param = std::optional<std::string>;

inline Param ToParam(const char* value) { return std::string(value); }
inline Param ToParam(const std::string& value) { return value; }
inline Param ToParam(absl::string_view value) { return std::string(value); }
inline Param ToParam(bool value) { return std::string(value ? "t" : "f"); }
inline Param ToParam(int value) { return absl::StrCat(value); }
inline Param ToParam(int64_t value) { return absl::StrCat(value); }
inline Param ToParam(std::nullopt_t) { return std::nullopt; }

// In UTC with whole microseconds, as a timestamptz keeps it;
// absl::InfiniteFuture() is `infinity`.
Param ToParam(absl::Time value);

// A one-dimensional array; every element is quoted, so that commas, quotes,
// backslashes, the word NULL and empty strings stay what they are.
Param ToParam(const std::vector<Param>& elements);

template <typename T>
Param ToParam(const std::vector<T>& values);

template <typename T>
Param ToParam(const std::optional<T>& value) {
  return value ? ToParam(*value) : Param();
}

template <typename T>
Param ToParam(const std::vector<T>& values) {
  std::vector<Param> elements;
  elements.reserve(values.size());
  for (const T& value : values) elements.push_back(ToParam(value));
  return ToParam(elements);
}

// One column of `rows`, for an array parameter.
template <typename Row, typename Get>
std::vector<std::string> ColumnOf(const std::vector<Row>& rows,
                                  const Get& get) {
  std::vector<std::string> column;
  column.reserve(rows.size());
  for (const Row& row : rows) column.push_back(get(row));
  return column;
}

// A tstzmultirange of half-open ranges.
Param TimeRangesParam(
    const std::vector<std::pair<absl::Time, absl::Time>>& ranges);

// A bytea, in hexadecimal.
Param ByteaParam(absl::string_view bytes);

}  // namespace rollcall::db
