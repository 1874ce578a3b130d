#include "bench/report/fact_counts.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

constexpr int kRuns = 3;

// One row comes out of each: what the sums are of is computed all the same, and
// nothing is spent on rows for a client.
constexpr char kCountPeople[] = R"sql(
WITH seen AS (
  SELECT registration_id, bool_or(mode = 'IN_PERSON') AS in_person,
         coalesce(sum(end_time - start_time) FILTER (WHERE mode = 'ONLINE'), '0')
           >= interval '300 seconds' AS online
    FROM rollcall.presence_interval
   WHERE event_id = '$event'
   GROUP BY registration_id
), counted AS (
  SELECT r.country_code, r.sector_id, r.mode, count(*) AS registered,
         count(*) FILTER (WHERE s.in_person AND NOT s.online) AS in_person_only,
         count(*) FILTER (WHERE s.online AND NOT s.in_person) AS online_only,
         count(*) FILTER (WHERE s.in_person AND s.online) AS both_ways
    FROM rollcall.registration r
    LEFT JOIN seen s USING (registration_id)
   WHERE r.event_id = '$event'
   GROUP BY 1, 2, 3
)
SELECT sum(in_person_only) + sum(online_only) + sum(both_ways), sum(registered) FROM counted
)sql";

constexpr char kCountConcurrency[] = R"sql(
WITH change AS (
  SELECT mode, date_trunc('minute', start_time) AS minute, 1 AS change
    FROM rollcall.presence_interval
   WHERE event_id = '$event'
  UNION ALL
  SELECT mode, date_trunc('minute', end_time), -1
    FROM rollcall.presence_interval
   WHERE event_id = '$event'
), changed AS (
  SELECT minute, sum(change) AS any_way,
         sum(change) FILTER (WHERE mode = 'IN_PERSON') AS in_person,
         sum(change) FILTER (WHERE mode = 'ONLINE') AS online
    FROM change
   GROUP BY minute
), present AS (
  SELECT sum(any_way) OVER past AS any_way, sum(in_person) OVER past AS in_person,
         sum(online) OVER past AS online
    FROM changed
  WINDOW past AS (ORDER BY minute)
)
SELECT max(any_way), max(in_person), max(online) FROM present
)sql";

FactCount Count(const char* query, const std::string& event) {
  FactCount counted;
  std::vector<absl::Duration> times;
  for (int i = 0; i < kRuns; ++i) {
    const absl::Time begin = absl::Now();
    counted.count = std::atoll(
        testing::ExecuteSql(absl::StrReplaceAll(query, {{"$event", event}}))
            .c_str());
    times.push_back(absl::Now() - begin);
  }
  std::sort(times.begin(), times.end());
  counted.time = Quantile(times, 0.5);
  return counted;
}

}  // namespace

FactCount CountPeople(const std::string& event) {
  return Count(kCountPeople, event);
}

FactCount CountConcurrency(const std::string& event) {
  return Count(kCountConcurrency, event);
}

}  // namespace rollcall::bench
