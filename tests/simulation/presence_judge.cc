#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "services/checkin/presence_message.h"
#include "tests/simulation/judges.h"
#include "tests/simulation/presence_store.h"

namespace rollcall::simulation {
namespace {

using checkin::ConnectionKey;
using checkin::PresenceReport;
using checkin::v1::PresenceInterval;
using Result = checkin::v1::ReportPresenceResponse::Result;

// As ARCHITECTURE.md says.
constexpr absl::Duration kSilence = absl::Minutes(2);
constexpr absl::Duration kSessionBuffer = absl::Minutes(15);

// When somebody was there, as far as can be told, and why it ended.
using Told = std::tuple<absl::Time, absl::Time, PresenceInterval::EndSource>;

// What is to be made of visits, when their session ends at `session_end`.
std::vector<Told> ToldBy(const std::vector<Visit>& visits,
                         absl::Time session_end) {
  std::vector<Told> told;
  std::optional<absl::Time> start;
  absl::Time last_sign;
  bool has_heartbeats = false;
  const auto end = [&](absl::Time time, PresenceInterval::EndSource source) {
    told.emplace_back(*start, std::max(*start, time), source);
    start.reset();
  };
  for (const Visit& visit : visits) {
    if (start && has_heartbeats && last_sign + kSilence <= visit.join) {
      end(last_sign + kSilence, PresenceInterval::END_SOURCE_HEARTBEAT_TIMEOUT);
    }
    if (!start) {
      start = visit.join;
      has_heartbeats = false;
    }
    last_sign = visit.join;
    for (const absl::Time heartbeat : visit.heartbeats) {
      if (visit.leave && heartbeat > *visit.leave) continue;
      last_sign = heartbeat;
      has_heartbeats = true;
    }
    if (visit.leave) end(*visit.leave, PresenceInterval::END_SOURCE_LEAVE);
  }
  if (!start) return told;
  if (has_heartbeats) {
    end(last_sign + kSilence, PresenceInterval::END_SOURCE_HEARTBEAT_TIMEOUT);
  } else {
    end(session_end + kSessionBuffer, PresenceInterval::END_SOURCE_SESSION_END);
  }
  return told;
}

std::string TextOf(const std::vector<Told>& all) {
  std::string text;
  for (const auto& [start, end, source] : all) {
    absl::StrAppend(&text, " ",
                    absl::FormatTime("%H:%M:%S-", start, absl::UTCTimeZone()),
                    absl::FormatTime("%H:%M:%S", end, absl::UTCTimeZone()), " ",
                    PresenceInterval::EndSource_Name(source));
  }
  return text;
}

// What was told of visits alone is what somebody makes of them who knows their
// order.
void JudgeVisits(const Remains& remains, Violations& violations) {
  std::map<ConnectionKey, std::vector<Told>> kept;
  for (const auto& [place, interval] : remains.tables.intervals) {
    const auto& [registration, session, source, instance, connection, number] =
        place;
    kept[{"", source, instance, connection}].emplace_back(
        interval.start, interval.end.value_or(absl::InfiniteFuture()),
        interval.end_source);
  }
  for (const auto& [key, row] : remains.tables.connections) {
    ConnectionKey name = key;
    name.session.clear();
    const auto visits = remains.visits.find(name);
    // Of whom nobody knows nothing is kept.
    if (visits == remains.visits.end() || row.counted_session.empty()) continue;
    const auto told = ToldBy(visits->second,
                             remains.scene.agenda.at(row.counted_session).end);
    std::sort(kept[name].begin(), kept[name].end());
    if (kept[name] != told) {
      violations.Report("connection ", name.connection, " of ", name.instance,
                        " was there", TextOf(told), " and not",
                        TextOf(kept[name]));
    }
  }
}

void JudgeOutcomes(const Observation& seen, Violations& violations) {
  if (!seen.is_acknowledged) {
    violations.Report("lost: an event was never taken");
  }
  for (const Result::Outcome outcome : seen.outcomes) {
    if (outcome == Result::OUTCOME_REJECTED) {
      violations.Report("lost: a repeated event is rejected: ",
                        seen.event.DebugString());
    }
  }
}

// All that platforms have seen, in its order.
std::vector<PresenceReport> ReportsOf(const Remains& remains) {
  std::vector<PresenceReport> reports;
  for (const auto& platform : remains.platforms) {
    for (const Observation& seen : platform->seen()) {
      reports.push_back(*checkin::ParseReport(seen.event, {remains.scene.event},
                                              platform->source(), remains.now));
    }
  }
  const auto order = [](const PresenceReport& report) {
    return std::tie(report.event.event_time, report.event.source_event_id,
                    report.connection);
  };
  std::sort(reports.begin(), reports.end(),
            [&](const auto& a, const auto& b) { return order(a) < order(b); });
  return reports;
}

template <typename Map>
std::set<typename Map::key_type> KeysOf(const Map& map) {
  std::set<typename Map::key_type> keys;
  for (const auto& [key, value] : map) keys.insert(key);
  return keys;
}

// Whoever is told all at once, in order, and by nobody else in between, knows
// the same.
void CompareWithOrder(const Remains& remains, Violations& violations) {
  const std::vector<PresenceReport> reports = ReportsOf(remains);
  if (reports.empty()) return;
  Dice dice(0);
  Timeline timeline(remains.now, false);
  Database database(dice, timeline);
  database.tables.people = remains.tables.people;
  PresenceStore store(remains.scene, timeline, database, 0);
  if (!store.ReportPresence(reports, absl::InfiniteFuture()).ok()) {
    return violations.Report("presence cannot be told in order");
  }
  const Tables& expected = database.tables;
  const Tables& tables = remains.tables;
  if (KeysOf(expected.presence_events) != KeysOf(tables.presence_events)) {
    violations.Report("platform events are lost, or nobody's");
  }
  if (expected.snapshots != tables.snapshots) {
    violations.Report("snapshots are not what was told");
  }
  if (expected.connections != tables.connections) {
    violations.Report("connections are not what events say in order");
  }
  if (expected.intervals != tables.intervals) {
    violations.Report("intervals are not what events say in order");
  }
}

}  // namespace

void JudgePresence(const Remains& remains, Violations& violations) {
  for (const auto& platform : remains.platforms) {
    for (const Observation& seen : platform->seen()) {
      JudgeOutcomes(seen, violations);
    }
  }
  CompareWithOrder(remains, violations);
  JudgeVisits(remains, violations);
}

}  // namespace rollcall::simulation
