#include <stdexcept>

#include "absl/strings/str_cat.h"

#include "bench/bench.h"
#include "common/attendance/attendance.h"
#include "common/db/transact.h"
#include "services/registration/registration_service.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"

namespace rollcall::bench {
namespace {

using reporting::v1::ReportingService;
using testing::Forum;
using testing::Serving;

constexpr int kPeople = 20000;
constexpr absl::Duration kDuration = absl::Seconds(5);

constexpr db::Statement kMakePeople = {"make_people", R"sql(
INSERT INTO rollcall.registration
       (event_id, registration_id, state, mode, country_code, sector_id, request_id,
        request_hash)
SELECT $1, gen_random_uuid(), 'CONFIRMED',
       CASE WHEN n % 2 = 0 THEN 'IN_PERSON' ELSE 'ONLINE' END,
       chr(65 + n % 5) || chr(65 + n % 7), 'academia', gen_random_uuid(), ''
  FROM generate_series(1, $2::integer) AS n
RETURNING registration_id)sql"};

constexpr db::Statement kMakePresence = {"make_presence", R"sql(
INSERT INTO rollcall.presence_interval
       (event_id, registration_id, session_id, mode, source, instance_id, connection_id,
        ordinal, start_time, end_time)
SELECT r.event_id, r.registration_id, 'panel', r.mode, '', '', '', n,
       s.start_time + n * interval '5 minutes',
       s.start_time + n * interval '5 minutes' + interval '3 minutes'
  FROM rollcall.registration r
  JOIN rollcall.agenda_session s ON s.event_id = r.event_id AND s.session_id = 'panel'
 CROSS JOIN generate_series(1, 10) AS n
 WHERE r.event_id = $1
RETURNING ordinal)sql"};

// The same numbers without any rollup.
constexpr db::Statement kCountFacts = {"count_facts", R"sql(
WITH seen AS (
  SELECT registration_id, bool_or(mode = 'IN_PERSON') AS in_person,
         coalesce(sum(extract(epoch FROM end_time - start_time))
                  FILTER (WHERE mode = 'ONLINE'), 0) >= 60 AS online
    FROM rollcall.presence_interval
   WHERE event_id = $1
   GROUP BY registration_id
)
SELECT r.country_code, r.sector_id, r.mode, s.in_person, s.online, count(*)
  FROM rollcall.registration r
  LEFT JOIN seen s USING (registration_id)
 WHERE r.event_id = $1
 GROUP BY 1, 2, 3, 4, 5)sql"};

absl::StatusOr<bool> Fill(db::Transaction& tx, const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result people,
                   tx.Exec(kMakePeople, event, kPeople));
  RETURN_IF_ERROR(tx.Exec(kMakePresence, event).status());
  std::vector<std::string> registrations;
  for (const pqxx::row& row : people) {
    registrations.push_back(db::TextOf(row, "registration_id"));
  }
  RETURN_IF_ERROR(attendance::Refresh(tx, event, registrations));
  return true;
}

void Require(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

}  // namespace

void BenchReport() {
  const Serving<registration::v1::RegistrationService,
                registration::RegistrationService>
      registrar;
  Serving<ReportingService, reporting::ReportingService> reports;
  const Forum forum(registrar.NewChannel());
  const std::string event = forum.name().substr(sizeof("events/") - 1);
  Require(db::Transact(reports.pool(), absl::InfiniteFuture(),
                       [&](db::Transaction& tx) { return Fill(tx, event); })
              .status());

  const double ours = RateOf(1, kDuration, [&](int, int) {
    reporting::v1::GetSummaryRequest request;
    reporting::v1::GetSummaryResponse response;
    request.set_event(forum.name());
    if (!testing::Call(reports.stub(), &ReportingService::Stub::GetSummary,
                       request, &response)
             .ok() ||
        response.total().attended_count() != kPeople) {
      throw std::runtime_error("a report is wrong");
    }
  });
  const double baseline = RateOf(1, kDuration, [&](int, int) {
    Require(db::ReadSnapshot(reports.pool(), absl::InfiniteFuture(),
                             [&](db::Transaction& tx) {
                               return tx.Exec(kCountFacts, event);
                             })
                .status());
  });
  Print({"report",
         ours,
         baseline,
         ours / baseline,
         "summaries/s",
         {{"baseline", "GROUP BY over the facts"},
          {"people", kPeople},
          {"intervals", 10 * kPeople}}});
}

}  // namespace rollcall::bench
