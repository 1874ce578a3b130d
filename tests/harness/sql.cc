#include "tests/harness/sql.h"

#include <pqxx/pqxx>

#include "absl/time/clock.h"

#include "common/db/field.h"
#include "common/db/transact.h"
#include "tests/harness/database.h"

namespace rollcall::testing {

std::string ExecuteSql(const std::string& statement) {
  pqxx::connection connection(DatabaseUrl());
  pqxx::work tx(connection);
  const pqxx::result rows = tx.exec(statement);
  tx.commit();
  return rows.empty() ? std::string() : rows[0][0].as<std::string>("");
}

bool IsWaitedFor(const std::string& pid) {
  return ExecuteSql("SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE " +
                    pid + " = ANY (pg_catalog.pg_blocking_pids(pid))") != "0";
}

void ExecuteSqlAlone(const std::string& statement) {
  pqxx::connection connection(DatabaseUrl());
  pqxx::nontransaction tx(connection);
  tx.exec(statement);
}

std::vector<std::string> SelectNames(db::Pool& pool,
                                     const db::Statement& statement) {
  const auto rows =
      db::ReadSnapshot(pool, absl::Now() + absl::Minutes(1),
                       [&](db::Transaction& tx) { return tx.Exec(statement); });
  std::vector<std::string> names;
  for (const pqxx::row& row : rows.value()) {
    names.push_back(db::TextOf(row, "name"));
  }
  return names;
}

}  // namespace rollcall::testing
