#include "tests/harness/sql.h"

#include <pqxx/pqxx>

#include "tests/harness/database.h"

namespace rollcall::testing {

std::string ExecuteSql(const std::string& statement) {
  pqxx::connection connection(DatabaseUrl());
  pqxx::work tx(connection);
  const pqxx::result rows = tx.exec(statement);
  tx.commit();
  return rows.empty() ? std::string() : rows[0][0].as<std::string>("");
}

void ExecuteSqlAlone(const std::string& statement) {
  pqxx::connection connection(DatabaseUrl());
  pqxx::nontransaction tx(connection);
  tx.exec(statement);
}

}  // namespace rollcall::testing
