#include "common/attendance/fold_store.h"

#include <vector>

#include "attendance_sql.h"
#include "common/db/transact.h"

namespace rollcall::attendance {
namespace {

// No connection has it: they count from 0.
constexpr int kFoldSlot = -1;

// A table, and how many of its rows are unfolded.
struct Table {
  const db::Statement& fold;
  int64_t unfolded = 0;
};

absl::StatusOr<std::vector<Table>> CountUnfolded(db::Pool& pool,
                                                 const std::string& event,
                                                 absl::Time deadline) {
  using Tables = std::vector<Table>;
  return db::ReadSnapshot(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Tables> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kCountUnfolded, event, kFoldSlot));
        const pqxx::row row = rows.front();
        return Tables{{sql::kFoldCells, db::IntOf(row, "cell_count")},
                      {sql::kFoldMinutes, db::IntOf(row, "minute_count")},
                      {sql::kFoldPairs, db::IntOf(row, "pair_count")}};
      });
}

// Returns how many rows were folded.
absl::StatusOr<int64_t> Fold(db::Pool& pool, const db::Statement& statement,
                             const std::string& event, int chunk,
                             absl::Time deadline) {
  return db::Transact(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<int64_t> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(statement, event, kFoldSlot, chunk));
        return db::IntOf(rows.front(), "row_count");
      });
}

}  // namespace

absl::StatusOr<bool> FoldRollups(db::Pool& pool, const std::string& event,
                                 const FoldLimits& limits,
                                 absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<Table> tables,
                   CountUnfolded(pool, event, deadline));
  bool has_more = false;
  for (const Table& table : tables) {
    if (table.unfolded <= limits.unfolded) continue;
    ASSIGN_OR_RETURN(const int64_t folded,
                     Fold(pool, table.fold, event, limits.chunk, deadline));
    // None where writers have locked them all.
    has_more |= folded > 0 && table.unfolded - folded > limits.unfolded;
  }
  return has_more;
}

absl::StatusOr<bool> FoldMovingEvents(db::Pool& pool, absl::Time deadline) {
  using Events = std::vector<std::string>;
  ASSIGN_OR_RETURN(
      const Events events,
      db::ReadSnapshot(pool, deadline,
                       [&](db::Transaction& tx) -> absl::StatusOr<Events> {
                         ASSIGN_OR_RETURN(const pqxx::result rows,
                                          tx.Exec(sql::kListMovingEvents));
                         Events found;
                         for (const pqxx::row& row : rows) {
                           found.push_back(db::TextOf(row, "event_id"));
                         }
                         return found;
                       }));
  bool has_more = false;
  for (const std::string& event : events) {
    ASSIGN_OR_RETURN(const bool more, FoldRollups(pool, event, {}, deadline));
    has_more |= more;
  }
  return has_more;
}

}  // namespace rollcall::attendance
