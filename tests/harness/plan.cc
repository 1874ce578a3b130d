#include "tests/harness/plan.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"

#include "common/base/status_macros.h"
#include "common/db/transact.h"

namespace rollcall::testing {
namespace {

constexpr db::Statement kCountParameters = {
    "count_parameters",
    "SELECT cardinality(parameter_types) AS count "
    "  FROM pg_prepared_statements WHERE name = 'asked'"};

// EXECUTE asked (NULL, …)
std::string Execute(int parameters) {
  if (parameters == 0) return "EXECUTE asked";
  const std::vector<std::string> nothing(parameters, "NULL");
  return absl::StrCat("EXECUTE asked (", absl::StrJoin(nothing, ", "), ")");
}

}  // namespace

absl::StatusOr<std::string> PlanOf(db::Pool& pool,
                                   const db::Statement& statement,
                                   const std::string& options) {
  const std::string prepare = absl::StrCat("PREPARE asked AS ", statement.text);
  // A connection knows what it has prepared by its name.
  const std::string name = absl::StrCat("explain_", statement.name);
  return db::Transact(
      pool, absl::Now() + absl::Minutes(1),
      [&](db::Transaction& tx) -> absl::StatusOr<std::string> {
        RETURN_IF_ERROR(tx.Script("prepare", prepare.c_str()));
        ASSIGN_OR_RETURN(const pqxx::result count, tx.Exec(kCountParameters));
        const std::string explain = absl::StrCat(
            "EXPLAIN (", options, ") ", Execute(count[0]["count"].as<int>()));
        ASSIGN_OR_RETURN(const pqxx::result lines,
                         tx.Exec(db::Statement{name.c_str(), explain.c_str()}));
        RETURN_IF_ERROR(tx.Script("forget", "DEALLOCATE asked"));
        std::string plan;
        for (const pqxx::row& line : lines) {
          absl::StrAppend(&plan, line[0].c_str(), "\n");
        }
        return plan;
      });
}

}  // namespace rollcall::testing
