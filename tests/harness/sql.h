#pragma once

#include <string>
#include <vector>

#include "common/db/pool.h"
#include "common/db/statement.h"

namespace rollcall::testing {

// Runs `statement` on the shared database, for what no RPC does yet or ever
// will. Returns the first column of the first row; empty when there is none.
std::string ExecuteSql(const std::string& statement);

// Whether another transaction waits for that of the server process `pid`.
bool IsWaitedFor(const std::string& pid);

// As ExecuteSql, for what runs outside a transaction, as VACUUM does.
void ExecuteSqlAlone(const std::string& statement);

// The names that `statement` selects as `name`, by a connection of `pool`.
std::vector<std::string> SelectNames(db::Pool& pool,
                                     const db::Statement& statement);

}  // namespace rollcall::testing
