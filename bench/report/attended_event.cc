#include "bench/report/attended_event.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "common/attendance/attendance.h"
#include "common/db/transact.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

using testing::ExecuteSql;
using testing::ExecuteSqlAlone;

// Registrations of one transaction that makes them, and of one that counts.
constexpr int64_t kMadeAtOnce = 50000;
constexpr int64_t kCountedAtOnce = 5000;
constexpr int kCounters = 2;

constexpr char kMakeEvent[] = R"sql(
INSERT INTO rollcall.event
       (event_id, title, theme, edition, host_fair, venue, city, country_code, time_zone,
        start_time, end_time, online_threshold_seconds, request_id, request_hash)
VALUES ('$event', 'Bench', '', '', '', '', '', 'CN', 'UTC',
        date_trunc('hour', now()) - interval '72 hours',
        date_trunc('hour', now()) + interval '24 hours', 300, gen_random_uuid(), '');
INSERT INTO rollcall.sector
SELECT '$event', id, position, initcap(id)
  FROM unnest(ARRAY['academia', 'government', 'private', 'civil', 'media', 'students', '$press'])
       WITH ORDINALITY AS s (id, position);
INSERT INTO rollcall.agenda_session
       (event_id, session_id, kind, title, description, start_time, end_time, room,
        request_id, request_hash)
SELECT event_id, 'venue', 'VENUE', 'Bench', '', start_time, end_time, '', gen_random_uuid(), ''
  FROM rollcall.event
 WHERE event_id = '$event';
INSERT INTO rollcall.agenda_session
       (event_id, session_id, kind, title, description, start_time, end_time, room,
        request_id, request_hash)
SELECT event_id, id, 'PANEL', id, '', start_time + place * interval '24 hours' - interval '15 hours',
       start_time + place * interval '24 hours' - interval '7 hours', '', gen_random_uuid(), ''
  FROM rollcall.event
 CROSS JOIN unnest(ARRAY['opening', 'panel', 'closing']) WITH ORDINALITY AS s (id, place)
 WHERE event_id = '$event';
INSERT INTO rollcall.delegation
       (event_id, delegation_id, display_name, country_code, organization, token_hash,
        request_id, request_hash)
SELECT '$event', ('e0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       'Delegation ' || n, ($countries)[1 + n], '', sha256(n::text::bytea), gen_random_uuid(), ''
  FROM generate_series(0, 19) AS n;
)sql";

// Who a person is. The first 2,880 of each mode are one of each kind: of 100
// countries, six sectors and four ways to be there, and the same again in the
// delegations of the first twenty countries; so an event of any size has all
// cells. The others are drawn: most are from the countries with the lowest
// numbers, and of each of the first twenty every fiftieth is in the delegation.
constexpr char kDrawPeople[] = R"sql(
CREATE TEMPORARY TABLE drawn ON COMMIT DROP AS
SELECT n, ('a0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS registration_id,
       n <= $door AS may_enter, n > $door - $press_people AND n <= $door AS of_press,
       CASE WHEN kind < 2400 THEN kind % 100
            WHEN kind < 2880 THEN kind % 20
            WHEN n > $door - $press_people AND n <= $door THEN n % 100
            ELSE floor(100 * power((hashint8extended(n, 1) & 1048575) / 1048576.0::float8, 3))::int
        END AS country,
       CASE WHEN kind < 2400 THEN kind / 100 % 6
            WHEN kind < 2880 THEN kind / 20 % 6
            ELSE floor(6 * power((hashint8extended(n, 2) & 1048575) / 1048576.0::float8, 1.5))::int
        END AS sector,
       CASE WHEN kind < 2400 THEN false
            WHEN kind < 2880 THEN true
            ELSE n % 50 = 0
        END AS delegated,
       (ARRAY['ROOM', 'BOTH', 'ONLINE', 'BRIEF'])
         [1 + CASE WHEN kind < 2400 THEN kind / 600
                   WHEN kind < 2880 THEN (kind - 2400) / 120
                   WHEN n > $door - $press_people AND n <= $door THEN 2
                   ELSE width_bucket((hashint8extended(n, 3) & 65535) % 100,
                                     CASE WHEN n <= $door THEN ARRAY[55, 75, 90]
                                          ELSE ARRAY[5, 15, 85] END)
               END] AS way
  FROM (SELECT n, (n - 1) % $door AS kind
          FROM generate_series($first, $last) AS n) AS place;
)sql";

constexpr char kAddPeople[] = R"sql(
INSERT INTO rollcall.registration
       (event_id, registration_id, state, mode, country_code, sector_id, delegation_id,
        request_id, request_hash)
SELECT '$event', registration_id, 'CONFIRMED',
       CASE WHEN may_enter THEN 'IN_PERSON' ELSE 'ONLINE' END,
       ($countries)[1 + country],
       CASE WHEN of_press THEN '$press'
            ELSE (ARRAY['academia', 'government', 'private', 'civil', 'media', 'students'])
                 [1 + sector] END,
       CASE WHEN country < 20 AND delegated
            THEN ('e0000000-0000-7000-8000-' || lpad(to_hex(country), 12, '0'))::uuid END,
       registration_id, ''
  FROM drawn;
INSERT INTO rollcall.ticket (event_id, serial, code, registration_id)
SELECT '$event', ('b0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       lpad(n::text, 9, '0'),
       ('a0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
  FROM generate_series($first, $last) AS n;
)sql";

// Each session has slots of two hours, in each of which a person is there at
// most once: so the sum of the intervals is the length of their union.
constexpr char kAddPresence[] = R"sql(
WITH stay AS (
  SELECT n, registration_id, k, way = 'BRIEF' AS brief,
         way = 'ROOM' OR (way = 'BOTH' AND k % 2 = 0) AS in_room,
         (ARRAY['opening', 'panel', 'closing'])[1 + k % 3] AS session_id, k / 3 AS place,
         hashint8extended(n * 10 + k, 4) & 1048575 AS start_draw,
         hashint8extended(n * 10 + k, 5) & 1048575 AS length_draw
    FROM drawn
   CROSS JOIN generate_series(0, 9) AS k
), timed AS (
  SELECT stay.*,
         s.start_time + place * interval '2 hours'
           + start_draw % 3600 * interval '1 second' AS start_time,
         CASE WHEN brief THEN 10 + length_draw % 16 ELSE 300 + length_draw % 3300 END
           * interval '1 second' AS length
    FROM stay
    JOIN rollcall.agenda_session s ON s.event_id = '$event' AND s.session_id = stay.session_id
)
INSERT INTO rollcall.presence_interval
       (event_id, registration_id, session_id, mode, source, instance_id, connection_id,
        ordinal, start_time, end_time)
SELECT '$event', registration_id, session_id, CASE WHEN in_room THEN 'IN_PERSON' ELSE 'ONLINE' END,
       CASE WHEN in_room THEN '' ELSE 'platform' END, CASE WHEN in_room THEN '' ELSE session_id END,
       CASE WHEN in_room THEN '' ELSE 'c' || n END, 1 + place, start_time, start_time + length
  FROM timed;
)sql";

constexpr char kCountries[] =
    "string_to_array('CN KE IN NG BR US EG ID ZA PK BD MX PH VN ET RU JP CD TR "
    "IR DE TH FR GB TZ IT KR CO ES UG AR DZ SD UA IQ AF PL CA MA SA UZ PE AO "
    "MY MZ GH YE NP VE MG CM CI AU NE LK BF ML RO CL MW KZ ZM GT EC SY NL SN "
    "KH TD SO ZW GN RW BJ BI TN BO HT BE CU DO CZ GR JO SE PT AZ AE HU TJ BY "
    "HN CH SL PG IL LA AT TG PY LY', ' ')";

// The number of the last one of mode IN_PERSON.
int64_t LastAtDoor(int64_t registrations) { return registrations * 3 / 5; }

void CountSome(db::Pool& pool, const std::string& event, int64_t first,
               int64_t last) {
  std::vector<std::string> registrations;
  for (int64_t n = first; n <= last; ++n) {
    registrations.push_back(Population::Id('a', n));
  }
  const auto counted = db::Transact(
      pool, absl::InfiniteFuture(),
      [&](db::Transaction& tx) -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const auto locked, attendance::LockRegistrations(
                                                tx, event, registrations));
        RETURN_IF_ERROR(attendance::Refresh(tx, event, locked));
        return true;
      });
  if (!counted.ok()) throw std::runtime_error(counted.status().ToString());
}

void CountAll(db::Pool& pool, const std::string& event, int64_t first,
              int64_t last) {
  std::atomic<int64_t> next = first;
  std::vector<std::thread> counters;
  for (int i = 0; i < kCounters; ++i) {
    counters.emplace_back([&] {
      for (;;) {
        const int64_t begin = next.fetch_add(kCountedAtOnce);
        if (begin > last) return;
        CountSome(pool, event, begin,
                  std::min(begin + kCountedAtOnce - 1, last));
      }
    });
  }
  for (std::thread& counter : counters) counter.join();
}

}  // namespace

AttendedEvent::AttendedEvent(int64_t registrations)
    : people_(testing::UniqueSlug(), registrations) {
  ExecuteSql(absl::StrReplaceAll(kMakeEvent, {{"$event", people_.event()},
                                              {"$press", kPressSector},
                                              {"$countries", kCountries}}));
  db::Pool pool(testing::TestPoolOptions());
  const absl::Time begin = absl::Now();
  for (int64_t first = 1; first <= registrations; first += kMadeAtOnce) {
    const int64_t last = std::min(first + kMadeAtOnce - 1, registrations);
    Add(first, last);
    CountAll(pool, people_.event(), first, last);
    std::cerr << last << " of " << registrations << " registrations, "
              << absl::ToInt64Seconds(absl::Now() - begin) << " s" << std::endl;
  }
  ExecuteSqlAlone(
      "VACUUM (ANALYZE) rollcall.registration, rollcall.ticket, "
      "rollcall.presence_interval, rollcall.attendance, "
      "rollcall.attendance_rollup, rollcall.presence_rollup");
  ExecuteSqlAlone("CHECKPOINT");
  std::cerr << "made in " << absl::ToInt64Seconds(absl::Now() - begin) << " s"
            << std::endl;
}

int64_t AttendedEvent::first_of_press() const {
  return LastAtDoor(people_.people()) - kPressPeople + 1;
}

int64_t AttendedEvent::CountCells() const {
  return std::atoll(
      ExecuteSql(
          "SELECT count(*) FROM rollcall.report_cell WHERE event_id = '" +
          people_.event() + "' AND session_id = 'venue' AND day = '-infinity'")
          .c_str());
}

void AttendedEvent::Add(int64_t first, int64_t last) const {
  ExecuteSql(absl::StrReplaceAll(
      absl::StrCat(kDrawPeople, kAddPeople, kAddPresence),
      {{"$event", people_.event()},
       {"$countries", kCountries},
       {"$first", absl::StrCat(first)},
       {"$last", absl::StrCat(last)},
       {"$door", absl::StrCat(LastAtDoor(people_.people()))},
       {"$press_people", absl::StrCat(kPressPeople)},
       {"$press", kPressSector}}));
}

}  // namespace rollcall::bench
