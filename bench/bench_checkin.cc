#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <signal.h>
#include <stdexcept>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/door_load.h"
#include "bench/pgbench.h"
#include "bench/population.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

using testing::ExecuteSql;
using testing::ServiceProcess;

constexpr int64_t kPeople = 1500000;
constexpr absl::Duration kDuration = absl::Seconds(6);
constexpr absl::Duration kPgbenchDuration = absl::Seconds(2);
constexpr int kOutstanding = 1024;
constexpr int kStreams = 8;
constexpr int kUploads = 4;
constexpr int kAlone = 500;

// The entry of one person as one statement, which is one transaction and one
// round trip: what the service writes for it, on the same tables. Clients have
// writer slots of their own.
constexpr char kEntry[] = R"sql(
WITH person AS (
  SELECT r.registration_id, r.state
    FROM rollcall.ticket t
    JOIN rollcall.registration r USING (event_id, registration_id)
   WHERE t.event_id = '$event'
     AND t.serial = ('b0000000-0000-7000-8000-' || lpad(to_hex((:id)::bigint), 12, '0'))::uuid
     AND NOT t.revoked
     FOR NO KEY UPDATE OF r
), decided AS (
  INSERT INTO rollcall.decision
         (event_id, device_id, scan_id, session_id, registration_id, gate, direction,
          outcome, reasons, anomaly, forced, force_requested, force_reason, scan_time,
          content_hash)
  SELECT '$event', ('d0000000-0000-7000-8000-' || lpad(to_hex((:client_id)::bigint), 12, '0'))::uuid,
         ('f0000000-0000-7000-8000-' || lpad(to_hex((:id)::bigint), 12, '0'))::uuid, 'venue',
         registration_id, 'North', 'ENTRY',
         CASE WHEN refused THEN 'REFUSED' ELSE 'ADMITTED' END,
         CASE WHEN refused THEN ARRAY['ALREADY_INSIDE'] ELSE '{}' END,
         'UNSPECIFIED', false, false, '', now(),
         '\x0000000000000000000000000000000000000000000000000000000000000000'
    FROM (SELECT registration_id, state <> 'CONFIRMED'
                 OR EXISTS (SELECT FROM rollcall.decision d
                             WHERE d.event_id = '$event'
                               AND d.registration_id = person.registration_id
                               AND d.session_id = 'venue'
                               AND d.outcome <> 'REFUSED') AS refused
            FROM person) AS judged
      ON CONFLICT DO NOTHING
  RETURNING registration_id, outcome, scan_time
), stayed AS (
  INSERT INTO rollcall.presence_interval
         (event_id, registration_id, session_id, mode, source, instance_id, connection_id,
          ordinal, start_time)
  SELECT '$event', registration_id, 'venue', 'IN_PERSON', '', '', '', 1, scan_time
    FROM decided
   WHERE outcome = 'ADMITTED'
  RETURNING registration_id, start_time
), inside AS (
  INSERT INTO rollcall.occupancy AS o (event_id, session_id, slot, inside_count, version)
  SELECT '$event', 'venue', 1000 + (:client_id)::smallint, count(*), 1 FROM stayed
      ON CONFLICT (event_id, session_id, slot) DO UPDATE
     SET inside_count = o.inside_count + excluded.inside_count,
         version = o.version + 1
  RETURNING slot
), counted AS (
  UPDATE rollcall.attendance a
     SET bucket = 'IN_PERSON_ONLY',
         in_person = tstzmultirange(
           tstzrange(stayed.start_time, stayed.start_time + interval '1 microsecond')),
         inside_since = stayed.start_time
    FROM stayed
   WHERE a.event_id = '$event'
     AND a.registration_id = stayed.registration_id
     AND a.session_id = 'venue'
  RETURNING a.country_code, a.sector_id, a.mode, a.state, stayed.start_time
), rolled AS (
  INSERT INTO rollcall.attendance_rollup AS r
         (event_id, session_id, day, country_code, sector_id, mode, state, bucket, slot,
          person_count, online_seconds)
  SELECT '$event', 'venue', side.day, country_code, sector_id, mode, state, side.bucket,
         1000 + (:client_id)::smallint, side.people, 0
    FROM counted
   CROSS JOIN LATERAL
         (VALUES ('-infinity', 'IN_PERSON_ONLY', 1), ('-infinity', 'NONE', -1),
                 (start_time::date, 'IN_PERSON_ONLY', 1)) AS side (day, bucket, people)
      ON CONFLICT (event_id, session_id, day, country_code, sector_id, delegation_id, mode,
                   state, bucket, slot) DO UPDATE
     SET person_count = r.person_count + excluded.person_count
  RETURNING slot
), moved AS (
  INSERT INTO rollcall.presence_rollup AS r
         (event_id, session_id, series, minute, slot, arrival_count, start_count, end_count,
          open_count)
  SELECT '$event', 'venue', side.series, date_trunc('minute', start_time),
         1000 + (:client_id)::smallint, 1, 0, 0, 1
    FROM counted
   CROSS JOIN (VALUES ('ANY'), ('IN_PERSON')) AS side (series)
      ON CONFLICT (event_id, session_id, series, minute, slot) DO UPDATE
     SET arrival_count = r.arrival_count + 1,
         open_count = r.open_count + 1
  RETURNING slot
), versioned AS (
  INSERT INTO rollcall.rollup_version AS r (event_id, slot, version)
  SELECT '$event', 1000 + (:client_id)::smallint, 1 FROM counted
      ON CONFLICT (event_id, slot) DO UPDATE SET version = r.version + 1
  RETURNING slot
)
SELECT outcome FROM decided;
)sql";

// The median of writing a page of the log and having it on disk, beside the
// data.
absl::Duration Fdatasync() {
  const std::string path = absl::StrCat(".local/fdatasync-", getpid());
  const int file = open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  if (file < 0) throw std::runtime_error("cannot write " + path);
  const std::string page(8192, 'p');
  std::vector<absl::Duration> times;
  for (int i = 0; i < kAlone; ++i) {
    const absl::Time begin = absl::Now();
    if (pwrite(file, page.data(), page.size(), 0) < 0 || fdatasync(file) != 0) {
      throw std::runtime_error("cannot write " + path);
    }
    times.push_back(absl::Now() - begin);
  }
  close(file);
  unlink(path.c_str());
  std::sort(times.begin(), times.end());
  return Quantile(times, 0.5);
}

// How many transactions decided how many scans: `{"1":12,"2":7,…}` by powers
// of two, of the decisions of unary calls.
nlohmann::ordered_json BatchSizes(const Population& population) {
  return nlohmann::ordered_json::parse(ExecuteSql(
      "SELECT coalesce(jsonb_object_agg(size, batches), '{}')::text FROM ("
      "SELECT (2 ^ floor(log(2, scans)))::int AS size, count(*) AS batches "
      "FROM (SELECT count(*)::numeric AS scans FROM rollcall.decision WHERE "
      "event_id = '" +
      population.event() + "' AND NOT offline AND scan_id < '" +
      Population::Id('d', 0) +
      "' GROUP BY xmin::text) AS b GROUP BY 1 ORDER BY 1) AS h"));
}

void PrintRate(const std::string& name, double ours,
               const PgbenchRate& baseline, nlohmann::ordered_json parameters) {
  parameters["baseline"] = "the best of pgbench, one transaction an entry";
  parameters["baseline_clients"] = baseline.clients;
  Print({name, ours, baseline.rate, ours / baseline.rate, "entries/s",
         std::move(parameters)});
}

// Kills the server of the database in the middle of the load, starts it again
// and compares what was acknowledged with what is there.
void VerifyAfterKill(const Population& population, DoorLoad& load) {
  const std::string data = ExecuteSql("SHOW data_directory");
  const std::vector<int64_t> acknowledged =
      load.RunUntilFailure(kOutstanding, absl::Seconds(2),
                           [&] { testing::SignalServer(data, SIGKILL); });
  const std::string home = data.substr(0, data.rfind('/'));
  if (std::system(
          ("tools/postgres start " + home + " >/dev/null 2>&1").c_str()) != 0) {
    throw std::runtime_error("PostgreSQL does not start again");
  }
  // By INTERSECT, whose plan does not depend on statistics, which a crash
  // loses.
  const std::string found = ExecuteSql(
      "SELECT count(*) FROM ("
      "SELECT ('c0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid "
      "FROM unnest('{" +
      absl::StrJoin(acknowledged, ",") +
      "}'::bigint[]) AS n INTERSECT "
      "SELECT scan_id FROM rollcall.decision WHERE event_id = '" +
      population.event() + "' AND outcome = 'ADMITTED') AS kept");
  const auto expected = static_cast<double>(acknowledged.size());
  Print({"checkin_kept_after_kill_9_of_postgresql",
         std::atof(found.c_str()),
         expected,
         std::atof(found.c_str()) / expected,
         "entries",
         {{"baseline", "acknowledged"}}});
}

}  // namespace

void BenchCheckIn() {
  const Population population(kPeople);
  const PgbenchRate baseline = BestPgbenchRate(
      absl::StrReplaceAll(kEntry,
                          {{"$event", population.event()}, {"\n", " "}}),
      1, kPgbenchDuration);
  const ServiceProcess service("checkin");
  DoorLoad load(population, service.address(), baseline.used);

  const std::vector<absl::Duration> alone = load.RunAlone(kAlone);
  const double unary = load.RunUnary(kOutstanding, kDuration);
  PrintRate(
      "checkin_unary", unary, baseline,
      {{"outstanding", kOutstanding}, {"batch_sizes", BatchSizes(population)}});
  PrintRate("checkin_stream", load.RunStreams(kStreams, kDuration), baseline,
            {{"streams", kStreams}});
  PrintRate("checkin_upload", load.RunUploads(kUploads, kDuration), baseline,
            {{"streams", kUploads}});

  const absl::Duration disk = Fdatasync();
  const absl::Duration idle = Quantile(alone, 0.5);
  Print({"checkin_idle_p50",
         Micros(idle),
         Micros(disk),
         absl::FDivDuration(disk, idle),
         "us",
         {{"baseline", "one fdatasync of a page, the median"}}});
  const std::vector<absl::Duration> half =
      load.RunOpenLoop(unary / 2, kDuration);
  Print({"checkin_half_load_p99",
         Micros(Quantile(half, 0.99)),
         Micros(idle),
         absl::FDivDuration(idle, Quantile(half, 0.99)),
         "us",
         {{"baseline", "the median of calls alone"},
          {"entries_per_second", unary / 2},
          {"p50", Micros(Quantile(half, 0.5))}}});
  VerifyAfterKill(population, load);
}

}  // namespace rollcall::bench
