#include "bench/load/relations.h"

#include <algorithm>

#include "nlohmann/json.hpp"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

constexpr char kList[] = R"sql(
SELECT jsonb_agg(jsonb_build_array(name, bytes, n_live_tup, n_dead_tup))::text
  FROM pg_stat_user_tables AS t
 CROSS JOIN LATERAL
       (SELECT t.relname AS name, pg_table_size(t.relid) AS bytes
         UNION ALL
        SELECT i.indexrelname, pg_relation_size(i.indexrelid)
          FROM pg_stat_user_indexes AS i
         WHERE i.relid = t.relid) AS relation
 WHERE t.schemaname = 'rollcall'
)sql";

}  // namespace

double RelationSize::BytesOfRow() const {
  return static_cast<double>(bytes) /
         static_cast<double>(std::max<int64_t>(rows, 1));
}

std::map<std::string, RelationSize> ListRelations() {
  std::map<std::string, RelationSize> relations;
  for (const auto& each : nlohmann::json::parse(testing::ExecuteSql(kList))) {
    relations[each[0]] = {each[1], each[2], each[3]};
  }
  return relations;
}

}  // namespace rollcall::bench
