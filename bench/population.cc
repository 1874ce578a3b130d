#include "bench/population.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

#include "common/ticket/ticket.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

constexpr int kDevices = 64;

// Everybody is in person and confirmed, and counted in one of ten cells.
constexpr char kMake[] = R"sql(
INSERT INTO rollcall.event
       (event_id, title, theme, edition, host_fair, venue, city, country_code, time_zone,
        start_time, end_time, online_threshold_seconds, request_id, request_hash)
VALUES ('$event', 'Bench', '', '', '', '', '', 'CN', 'UTC', '2022-09-03 00:00:00Z',
        '2032-09-03 00:00:00Z', 60, gen_random_uuid(), '');
INSERT INTO rollcall.sector VALUES ('$event', 'academia', 1, 'Academia'),
                                   ('$event', 'private', 2, 'Private');
INSERT INTO rollcall.agenda_session
       (event_id, session_id, kind, title, description, start_time, end_time, room,
        request_id, request_hash)
VALUES ('$event', 'venue', 'VENUE', 'Bench', '', '2022-09-03 00:00:00Z',
        '2032-09-03 00:00:00Z', '', gen_random_uuid(), '');
INSERT INTO rollcall.registration
       (event_id, registration_id, state, mode, country_code, sector_id, request_id,
        request_hash)
SELECT '$event', ('a0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       'CONFIRMED', 'IN_PERSON', (ARRAY['CN', 'KE', 'FR', 'BR', 'EG'])[1 + n % 5],
       (ARRAY['academia', 'private'])[1 + n % 2],
       ('a0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ''
  FROM generate_series(1, $people) AS n;
INSERT INTO rollcall.ticket (event_id, serial, code, registration_id)
SELECT '$event', ('b0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       lpad(n::text, 9, '0'),
       ('a0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
  FROM generate_series(1, $people) AS n;
INSERT INTO rollcall.attendance
       (event_id, registration_id, session_id, country_code, sector_id, mode, state, bucket,
        online_seconds)
SELECT event_id, registration_id, 'venue', country_code, sector_id, mode, state, 'NONE', 0
  FROM rollcall.registration
 WHERE event_id = '$event';
INSERT INTO rollcall.attendance_rollup
       (event_id, session_id, country_code, sector_id, mode, state, bucket, slot,
        person_count, online_seconds)
SELECT event_id, session_id, country_code, sector_id, mode, state, bucket, 0, count(*), 0
  FROM rollcall.attendance
 WHERE event_id = '$event'
 GROUP BY 1, 2, 3, 4, 5, 6, 7;
)sql";

}  // namespace

Population::Population(int64_t people)
    : event_(testing::UniqueSlug()), people_(people) {
  testing::ExecuteSql(absl::StrReplaceAll(
      kMake, {{"$event", event_}, {"$people", absl::StrCat(people)}}));
  testing::ExecuteSqlAlone(
      "VACUUM (ANALYZE) rollcall.registration, "
      "rollcall.ticket, rollcall.attendance, "
      "rollcall.attendance_rollup");
  testing::ExecuteSqlAlone("CHECKPOINT");
}

Population::Population(std::string event, int64_t people)
    : event_(std::move(event)), people_(people) {}

std::string Population::name() const { return "events/" + event_; }

std::string Population::TicketOf(int64_t person) const {
  ticket::SignedTicket ticket;
  ticket.content = {1,
                    event_,
                    Id('a', person),
                    Id('b', person),
                    absl::FromUnixSeconds(0),
                    absl::FromUnixSeconds(4102444800)};
  ticket.signature = std::string(ticket::kSignatureBytes, 's');
  return RenderText(ticket);
}

checkin::v1::CheckInRequest Population::ScanOf(int64_t person) const {
  checkin::v1::CheckInRequest scan;
  scan.set_session(name() + "/sessions/venue");
  scan.set_ticket(TicketOf(person));
  scan.set_device(name() + "/devices/" + Id('d', person % kDevices));
  scan.set_gate("North");
  scan.set_direction(checkin::v1::Decision::DIRECTION_ENTRY);
  scan.set_scan_id(Id('c', person));
  return scan;
}

std::string Population::Id(char kind, int64_t number) {
  return absl::StrFormat("%c0000000-0000-7000-8000-%012x", kind, number);
}

}  // namespace rollcall::bench
