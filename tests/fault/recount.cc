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

}  // namespace

void ExpectRecount(const std::string& url) {
  // By person and session.
  std::map<std::pair<std::string, std::string>, std::vector<door::Passage>>
      passages;
  for (const auto& row :
       WordsOf(url,
               "SELECT concat_ws(' ', registration_id, session_id, scan_id, "
               "direction, (extract(epoch FROM scan_time) * 1000000)::bigint) "
               "FROM rollcall.decision WHERE outcome <> 'REFUSED' AND "
               "registration_id IS NOT NULL")) {
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
