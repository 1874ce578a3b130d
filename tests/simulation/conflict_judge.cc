#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/simulation/judges.h"
#include "tests/simulation/stays.h"

namespace rollcall::simulation {
namespace {

using checkin::ScanKey;
using checkin::v1::Conflict;
using checkin::v1::Decision;
using registration::v1::AdmissionPolicy;

// A conflict that holds: its kind, scan and canonical scan.
using Facts = std::tuple<Conflict::Kind, ScanKey, std::string>;

std::string TextOf(const Facts& facts) {
  const auto& [kind, scan, canonical] = facts;
  return absl::StrCat(Conflict::Kind_Name(kind), " of ", scan.second, " after ",
                      canonical);
}

// Those of one scan alone.
void AddSingle(const Tables& tables, std::set<Facts>& expected) {
  for (const auto& [key, stored] : tables.decisions) {
    const checkin::Decision& decision = stored.decision;
    if (!decision.offline || tables.annulments.count(key) > 0) continue;
    if (decision.quarantined) {
      expected.emplace(Conflict::KIND_CLOCK_SKEW, key, "");
    }
    if (decision.verdict.outcome != Decision::OUTCOME_ADMITTED) continue;
    if (decision.registration.empty()) {
      expected.emplace(Conflict::KIND_UNKNOWN_CODE, key, "");
      continue;
    }
    const auto& revoked = tables.revoke_times.at(key);
    if (revoked && *revoked <= decision.scan_time) {
      expected.emplace(Conflict::KIND_REVOKED_AT_TIME, key, "");
    }
  }
}

// An entry stands against the first one since the last exit or, where nobody
// may come back, the first of all.
void AddDuplicates(door::Reentry reentry, const std::vector<CountedScan>& scans,
                   std::set<Facts>& expected) {
  if (reentry == AdmissionPolicy::REENTRY_ALWAYS) return;
  for (auto scan = scans.begin(); scan != scans.end(); ++scan) {
    if (scan->is_exit || scan->is_forced) continue;
    auto since = scan;
    while (since != scans.begin() &&
           (reentry == AdmissionPolicy::REENTRY_NEVER ||
            !std::prev(since)->is_exit)) {
      --since;
    }
    const auto first = std::find_if(
        since, scan, [](const CountedScan& other) { return !other.is_exit; });
    if (first != scan && (scan->is_offline || first->is_offline)) {
      expected.emplace(Conflict::KIND_DUPLICATE_OFFLINE,
                       ScanKey(scan->device, scan->scan_id), first->scan_id);
    }
  }
}

// Who came while as many were in the room as it has places.
void AddOverCapacity(const std::string& session, int places,
                     const Tables& tables, std::set<Facts>& expected) {
  std::vector<Stay> room;
  for (const auto& [person, stays] : StaysOf(tables)) {
    if (person.second != session) continue;
    room.insert(room.end(), stays.begin(), stays.end());
  }
  const auto order = [](const Stay& stay) {
    return std::tie(stay.entry.time, stay.entry.scan_id);
  };
  for (const Stay& stay : room) {
    if (!stay.entry.is_offline) continue;
    int others = 0;
    for (const Stay& other : room) {
      // A stay without length is nowhere.
      const bool is_there = !other.end || (*other.end > stay.entry.time &&
                                           *other.end > other.entry.time);
      if (order(other) < order(stay) && is_there) ++others;
    }
    if (others >= places) {
      expected.emplace(Conflict::KIND_OVER_CAPACITY,
                       ScanKey(stay.entry.device, stay.entry.scan_id), "");
    }
  }
}

}  // namespace

void JudgeConflicts(const Remains& remains, Violations& violations) {
  const Tables& tables = remains.tables;
  std::set<Facts> expected;
  AddSingle(tables, expected);
  for (const auto& [person, scans] : CountedScansOf(tables)) {
    AddDuplicates(remains.scene.policies.at(person.second).reentry, scans,
                  expected);
  }
  for (const auto& [session, policy] : remains.scene.policies) {
    if (policy.place_count) {
      AddOverCapacity(session, *policy.place_count, tables, expected);
    }
  }
  std::set<Facts> held;
  for (const auto& [id, conflict] : tables.conflicts) {
    if (!conflict.holds) continue;
    held.emplace(conflict.kind, ScanKey(conflict.device, conflict.scan_id),
                 conflict.canonical_scan_id);
  }
  for (const Facts& facts : expected) {
    if (held.count(facts) == 0) {
      violations.Report("no conflict: ", TextOf(facts));
    }
  }
  for (const Facts& facts : held) {
    if (expected.count(facts) == 0) {
      violations.Report("no such conflict: ", TextOf(facts));
    }
  }
}

}  // namespace rollcall::simulation
