#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/row>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace rollcall::db {

// Readers of a row's column by name; see row_reader.h for where there are
// thousands of rows. A column that is missing, or NULL where nothing optional
// is asked for, is a mistake in the statement: they throw, which Transact turns
// into INTERNAL.

std::string TextOf(const pqxx::row& row, const char* column);
int64_t IntOf(const pqxx::row& row, const char* column);
bool BoolOf(const pqxx::row& row, const char* column);
// A timestamptz; `infinity` is absl::InfiniteFuture().
absl::Time TimeOf(const pqxx::row& row, const char* column);
// The parts of a tstzmultirange, which are half-open and have both ends.
std::vector<std::pair<absl::Time, absl::Time>> TimeRangesOf(
    const pqxx::row& row, const char* column);
// The bytes of a bytea.
std::string BytesOf(const pqxx::row& row, const char* column);

// As above; nothing for NULL.
std::optional<std::string> OptionalTextOf(const pqxx::row& row,
                                          const char* column);
std::optional<int64_t> OptionalIntOf(const pqxx::row& row, const char* column);
std::optional<absl::Time> OptionalTimeOf(const pqxx::row& row,
                                         const char* column);

}  // namespace rollcall::db
