#include "tests/fault/recount.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

#include "common/door/passage.h"
#include "tests/harness/postgres.h"

namespace rollcall::testing {
namespace {

using checkin::v1::Decision;

// Session, then how many.
using Counts = std::map<std::string, int64_t>;

Counts CountsOf(const std::string& url, const std::string& query) {
  Counts counts;
  for (const auto& row : WordsOf(url, query)) {
    if (row[1] != "0") counts[row[0]] = std::stoll(row[1]);
  }
  return counts;
}

// A viewer of a load joins once with each connection, and leaves it within the
// session.
void ExpectRecountOfViewers(const std::string& url) {
  const std::set<std::string> intervals = absl::StrSplit(
      LinesOf(url,
              "SELECT concat_ws(' ', source, connection_id, registration_id, "
              "session_id, start_time, end_time) "
              "FROM rollcall.presence_interval WHERE mode = 'ONLINE'"),
      '\n', absl::SkipEmpty());
  const std::set<std::string> expected = absl::StrSplit(
      LinesOf(url,
              "SELECT concat_ws(' ', source, connection_id, registration_id, "
              "session_id, a.event_time, b.event_time) "
              "FROM rollcall.presence_event a "
              "JOIN rollcall.presence_event b USING (event_id, source, "
              "instance_id, connection_id, session_id) "
              "JOIN rollcall.presence_connection c USING (event_id, source, "
              "instance_id, connection_id, session_id) "
              "WHERE a.kind = 'JOIN' AND b.kind = 'LEAVE'"),
      '\n', absl::SkipEmpty());
  EXPECT_EQ(intervals, expected);
  EXPECT_EQ(CountsOf(url,
                     "SELECT concat_ws(' ', session_id, sum(person_count)) "
                     "FROM rollcall.attendance_rollup WHERE bucket = "
                     "'ONLINE_ONLY' AND day = '-infinity' AND session_id = "
                     "'panel' GROUP BY session_id"),
            CountsOf(url,
                     "SELECT concat_ws(' ', session_id, count(DISTINCT "
                     "registration_id)) FROM rollcall.presence_connection "
                     "GROUP BY session_id"));
}

}  // namespace

void ExpectRecount(const std::string& url) {
  ExpectRecountOfViewers(url);
  // By person and session.
  std::map<std::pair<std::string, std::string>, std::vector<door::Passage>>
      passages;
  for (const auto& row :
       WordsOf(url,
               "SELECT concat_ws(' ', registration_id, session_id, scan_id, "
               "direction, (extract(epoch FROM scan_time) * 1000000)::bigint) "
               "FROM rollcall.decision WHERE outcome <> 'REFUSED' AND "
               "registration_id IS NOT NULL AND NOT quarantined")) {
    door::Passage passage;
    passage.scan_id = row[2];
    passage.direction = row[3] == "ENTRY" ? Decision::DIRECTION_ENTRY
                                          : Decision::DIRECTION_EXIT;
    passage.scan_time = absl::FromUnixMicros(std::stoll(row[4]));
    passages[{row[0], row[1]}].push_back(passage);
  }
  std::set<std::string> expected;
  Counts inside;
  std::set<std::pair<std::string, std::string>> attended;
  for (const auto& [where, all] : passages) {
    const auto& [person, session] = where;
    for (const door::Stay& stay : door::FoldPassages(all)) {
      if (!stay.end) ++inside[session];
      attended.insert({session, person});
      attended.insert({"venue", person});
      expected.insert(absl::StrCat(
          person, " ", session, " ", absl::ToUnixMicros(stay.entry.scan_time),
          " ", stay.end ? absl::ToUnixMicros(*stay.end) : 0));
    }
  }
  Counts people;
  for (const auto& [session, person] : attended) ++people[session];

  const std::set<std::string> stays = absl::StrSplit(
      LinesOf(url,
              "SELECT concat_ws(' ', registration_id, session_id, "
              "(extract(epoch FROM start_time) * 1000000)::bigint, "
              "coalesce((extract(epoch FROM end_time) * 1000000)::bigint, 0)) "
              "FROM rollcall.presence_interval WHERE mode = 'IN_PERSON'"),
      '\n', absl::SkipEmpty());
  EXPECT_EQ(stays, expected);
  EXPECT_EQ(CountsOf(url,
                     "SELECT concat_ws(' ', session_id, sum(inside_count)) "
                     "FROM rollcall.occupancy GROUP BY session_id"),
            inside);
  EXPECT_EQ(CountsOf(url,
                     "SELECT concat_ws(' ', session_id, sum(person_count)) "
                     "FROM rollcall.attendance_rollup WHERE bucket = "
                     "'IN_PERSON_ONLY' AND day = '-infinity' GROUP BY "
                     "session_id"),
            people);
  EXPECT_EQ(CountsOf(url,
                     "SELECT concat_ws(' ', session_id, sum(arrival_count)) "
                     "FROM rollcall.presence_rollup WHERE series = 'IN_PERSON' "
                     "GROUP BY session_id"),
            people);
}

int64_t DifferencesOfRecount(Client<reporting::v1::ReportingService>& client,
                             const std::string& event) {
  reporting::v1::AuditRollupsRequest request;
  request.set_event(event);
  const auto response = client.Ask<reporting::v1::AuditRollupsResponse>(
      &reporting::v1::ReportingService::Stub::AuditRollups, request);
  EXPECT_GT(response.person_count(), 0);
  return response.difference_count() + response.miscounted_person_count() +
         response.mislaid_person_count();
}

}  // namespace rollcall::testing
