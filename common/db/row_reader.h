#pragma once

#include <cstdint>
#include <pqxx/row>
#include <string>

namespace rollcall::db {

// Reads the columns of a row one after the other, in the order of its
// statement: faster than by name or number, each of which makes a copy of the
// row's shared handle, where there are thousands of rows. As with field.h, what
// is NULL, missing or no number is a mistake in the statement and throws.
class RowReader {
 public:
  explicit RowReader(const pqxx::row& row)
      : field_(row.begin()), end_(row.end()) {}

  std::string Text();
  int64_t Int();

 private:
  // Throws unless there is a value to be read.
  void Check() const;

  pqxx::row::const_iterator field_;
  const pqxx::row::const_iterator end_;
};

}  // namespace rollcall::db
