#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace rollcall::bench {

// What the database has of a table, or of an index of it.
struct RelationSize {
  int64_t bytes = 0;
  // Of the table, as far as the server's statistics know. Rows that no
  // transaction sees any more are dead.
  int64_t rows = 0;
  int64_t dead_rows = 0;

  double BytesOfRow() const;
};

// The sizes of all tables and indexes of Rollcall, by name. What the tables
// have out of line counts to them.
std::map<std::string, RelationSize> ListRelations();

}  // namespace rollcall::bench
