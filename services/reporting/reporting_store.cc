#include "services/reporting/reporting_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"

#include "common/api/limits.h"
#include "common/attendance/day.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "reporting_sql.h"
#include "services/reporting/event_store.h"
#include "services/reporting/sum_store.h"

namespace rollcall::reporting {
namespace {

// Between two looks at data that is too old.
constexpr absl::Duration kFirstWait = absl::Milliseconds(5);
constexpr absl::Duration kLongestWait = absl::Milliseconds(100);

// Reads the event with its agenda, but no counts.
absl::StatusOr<Snapshot> LoadEvent(db::Transaction& tx,
                                   const SessionName& session) {
  ASSIGN_OR_RETURN(const EventState event, ReadEvent(tx, session));
  Snapshot snapshot;
  snapshot.event = event.facts;
  snapshot.state = event.data;

  ASSIGN_OR_RETURN(const pqxx::result sessions,
                   tx.Exec(sql::kListReportSessions, session.event));
  for (const pqxx::row& each : sessions) {
    snapshot.sessions.push_back(
        {db::TextOf(each, "session_id"), db::TextOf(each, "title"),
         db::TimeOf(each, "start_time"), db::TimeOf(each, "end_time")});
  }
  return snapshot;
}

// Reads what the values of people are called, and in which order they come.
absl::Status LoadNames(db::Transaction& tx, const std::string& event,
                       Snapshot& snapshot) {
  ASSIGN_OR_RETURN(const pqxx::result sectors,
                   tx.Exec(sql::kListReportSectors, event));
  for (const pqxx::row& sector : sectors) {
    snapshot.sectors.push_back(
        {db::TextOf(sector, "sector_id"), db::TextOf(sector, "display_name")});
  }
  ASSIGN_OR_RETURN(const pqxx::result delegations,
                   tx.Exec(sql::kListReportDelegations, event));
  for (const pqxx::row& delegation : delegations) {
    snapshot.delegations.push_back({db::TextOf(delegation, "delegation_id"),
                                    db::TextOf(delegation, "display_name")});
  }
  return absl::OkStatus();
}

absl::Status LoadUnattributed(db::Transaction& tx, const SessionName& session,
                              Snapshot& snapshot) {
  ASSIGN_OR_RETURN(
      const pqxx::result unattributed,
      tx.Exec(sql::kListUnattributed, session.event, session.session));
  for (const pqxx::row& totals : unattributed) {
    ConnectionTotals& sum =
        db::BoolOf(totals, "excluded") ? snapshot.excluded : snapshot.unmatched;
    sum.connections = db::IntOf(totals, "connection_count");
    sum.online = absl::Seconds(db::IntOf(totals, "online_seconds"));
  }
  return absl::OkStatus();
}

// The units that `grain` tells apart: every session on every day of the event,
// and on the days of `there`.
std::set<Unit> UnitsOf(const Snapshot& snapshot,
                       const std::vector<std::string>& sessions,
                       const Grain& grain, const std::vector<Cell>& there) {
  std::set<std::string> days = {""};
  if (grain.by_day) {
    days.clear();
    for (const absl::CivilDay day : attendance::DaysOf(
             {{snapshot.event.start_time, snapshot.event.end_time}},
             attendance::ZoneOf(snapshot.event.time_zone))) {
      days.insert(absl::FormatCivilTime(day));
    }
    for (const Cell& cell : there) days.insert(cell.day);
  }
  std::set<Unit> units;
  for (const std::string& session : sessions) {
    for (const std::string& day : days) units.insert({session, day});
  }
  return units;
}

absl::Status LoadCells(db::Transaction& tx, const SessionName& session,
                       const Grain& grain, Snapshot& snapshot) {
  const bool tells_apart = grain.by_session || grain.by_day;
  std::vector<std::string> sessions;
  // Everybody is there in any case.
  if (tells_apart || session.session != kVenueSession) {
    sessions.push_back(session.session);
  }
  if (grain.by_session) {
    sessions.clear();
    for (const Session& each : snapshot.sessions) {
      if (each.id != kVenueSession) sessions.push_back(each.id);
    }
  }
  ASSIGN_OR_RETURN(std::vector<Cell> everybody,
                   ListEverybody(tx, session.event));
  if (sessions.empty() && !tells_apart) {
    snapshot.cells = std::move(everybody);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(std::vector<Cell> cells,
                   ListCells(tx, session.event, sessions, grain.by_day));
  std::vector<Cell> whole;
  std::vector<Cell> told_apart;
  for (Cell& cell : cells) {
    if (cell.day.empty() == !grain.by_day) told_apart.push_back(cell);
    if (cell.day.empty()) whole.push_back(std::move(cell));
  }
  if (tells_apart) {
    // A day on which nobody is left is no day of the report.
    told_apart = SumUp(told_apart);
    snapshot.cells = Complete(everybody, told_apart,
                              UnitsOf(snapshot, sessions, grain, told_apart));
  }
  const bool of_event = grain.by_session || session.session == kVenueSession;
  std::vector<Cell> people =
      of_event ? std::move(everybody)
               : Complete(everybody, whole, {{session.session, ""}});
  if (tells_apart) {
    snapshot.people = std::move(people);
  } else {
    snapshot.cells = std::move(people);
  }
  return absl::OkStatus();
}

// Reads all but counts.
absl::StatusOr<Snapshot> LoadAgenda(db::Transaction& tx,
                                    const SessionName& session) {
  ASSIGN_OR_RETURN(Snapshot agenda, LoadEvent(tx, session));
  RETURN_IF_ERROR(LoadNames(tx, session.event, agenda));
  return agenda;
}

// Adds what is counted of `session` to `agenda`.
absl::StatusOr<Snapshot> Count(db::Transaction& tx, const SessionName& session,
                               const Grain& grain, Snapshot agenda) {
  RETURN_IF_ERROR(LoadCells(tx, session, grain, agenda));
  RETURN_IF_ERROR(LoadUnattributed(tx, session, agenda));
  return agenda;
}

absl::Status LoadCoarseCells(db::Transaction& tx, const SessionName& session,
                             Snapshot& snapshot) {
  ASSIGN_OR_RETURN(CoarseCells coarse, ListCoarseCells(tx, session));
  snapshot.country_count = coarse.country_count;
  std::vector<Cell> everybody;
  std::vector<Cell> there;
  for (Cell& cell : coarse.cells) {
    if (cell.session == session.session) there.push_back(cell);
    if (cell.session == kVenueSession) everybody.push_back(std::move(cell));
  }
  snapshot.cells = session.session == kVenueSession
                       ? std::move(everybody)
                       : Complete(everybody, there, {{session.session, ""}});
  return absl::OkStatus();
}

// As Count, for a summary.
absl::StatusOr<Snapshot> CountCoarsely(db::Transaction& tx,
                                       const SessionName& session,
                                       Snapshot agenda) {
  RETURN_IF_ERROR(LoadCoarseCells(tx, session, agenda));
  RETURN_IF_ERROR(LoadUnattributed(tx, session, agenda));
  return agenda;
}

absl::StatusOr<TimelineSnapshot> LoadMinutes(db::Transaction& tx,
                                             const SessionName& session,
                                             const Snapshot& snapshot) {
  TimelineSnapshot timeline;
  for (const Session& each : snapshot.sessions) {
    if (each.id == session.session) timeline.session = each;
  }
  ASSIGN_OR_RETURN(timeline.minutes, ListMinutes(tx, session));
  timeline.state = snapshot.state;
  return timeline;
}

absl::StatusOr<PairCounts> LoadPairs(db::Transaction& tx,
                                     const SessionName& session) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kListSessionPairs, session.event, session.session));
  PairCounts pairs;
  for (const pqxx::row& row : rows) {
    pairs[db::TextOf(row, "session_id")] = db::IntOf(row, "person_count");
  }
  return pairs;
}

absl::StatusOr<SessionSnapshot> CountSession(db::Transaction& tx,
                                             const SessionName& session,
                                             const Snapshot& agenda) {
  SessionSnapshot snapshot;
  ASSIGN_OR_RETURN(snapshot.report, CountCoarsely(tx, session, agenda));
  ASSIGN_OR_RETURN(snapshot.timeline, LoadMinutes(tx, session, agenda));
  ASSIGN_OR_RETURN(snapshot.pairs, LoadPairs(tx, session));
  return snapshot;
}

absl::StatusOr<FullSnapshot> LoadFull(db::Transaction& tx,
                                      const EventName& event) {
  const SessionName venue = {event.event, kVenueSession};
  ASSIGN_OR_RETURN(const Snapshot agenda, LoadAgenda(tx, venue));
  FullSnapshot full;
  ASSIGN_OR_RETURN(full.report, Count(tx, venue, {}, agenda));
  ASSIGN_OR_RETURN(full.by_session,
                   Count(tx, venue, {.by_session = true}, agenda));
  ASSIGN_OR_RETURN(full.by_day, Count(tx, venue, {.by_day = true}, agenda));
  ASSIGN_OR_RETURN(full.timeline, LoadMinutes(tx, venue, agenda));
  for (const Session& session : agenda.sessions) {
    if (session.id == kVenueSession) continue;
    const SessionName name = {event.event, session.id};
    ASSIGN_OR_RETURN(SessionSnapshot snapshot, CountSession(tx, name, agenda));
    full.sessions.emplace_back(name, std::move(snapshot));
  }
  return full;
}

const DataState& StateOf(const Snapshot& snapshot) { return snapshot.state; }
const DataState& StateOf(const TimelineSnapshot& snapshot) {
  return snapshot.state;
}
const DataState& StateOf(const SessionSnapshot& snapshot) {
  return snapshot.report.state;
}
const DataState& StateOf(const FullSnapshot& snapshot) {
  return snapshot.report.state;
}

// A standby may not even have the event yet.
template <typename Result>
bool IsTooOld(const absl::StatusOr<Result>& result, int64_t min_data_version) {
  if (min_data_version == 0) return false;
  if (!result.ok()) return absl::IsNotFound(result.status());
  return StateOf(*result).data_version < min_data_version;
}

template <typename Result>
absl::Status TooOld(const absl::StatusOr<Result>& result,
                    int64_t min_data_version) {
  if (!result.ok()) return result.status();
  const int64_t version = StateOf(*result).data_version;
  return Error(
      error::v1::DATA_TOO_OLD,
      absl::StrCat("The data has version ", version, " and not ",
                   min_data_version, " yet: the standby is behind. Retry."),
      {{"dataVersion", absl::StrCat(version)}});
}

// Reads anew until the data is of the version asked for.
template <typename Load>
auto ReadAtLeast(db::Pool& pool, const ReadOptions& options, const Load& load)
    -> decltype(load(std::declval<db::Transaction&>())) {
  const absl::Time patience =
      std::min(options.deadline, absl::Now() + limits::kMaxVersionWait);
  for (absl::Duration wait = kFirstWait;;
       wait = std::min(2 * wait, kLongestWait)) {
    auto result = db::ReadSnapshot(pool, options.deadline, load);
    if (!IsTooOld(result, options.min_data_version)) return result;
    if (absl::Now() + wait >= patience) {
      return TooOld(result, options.min_data_version);
    }
    absl::SleepFor(wait);
  }
}

}  // namespace

absl::StatusOr<Snapshot> ReportingStore::Load(const SessionName& session,
                                              const Grain& grain,
                                              const ReadOptions& options) {
  return ReadAtLeast(
      pool_, options, [&](db::Transaction& tx) -> absl::StatusOr<Snapshot> {
        ASSIGN_OR_RETURN(Snapshot agenda, LoadAgenda(tx, session));
        return Count(tx, session, grain, std::move(agenda));
      });
}

absl::StatusOr<Snapshot> ReportingStore::LoadSummary(
    const SessionName& session, const ReadOptions& options) {
  return ReadAtLeast(
      pool_, options, [&](db::Transaction& tx) -> absl::StatusOr<Snapshot> {
        ASSIGN_OR_RETURN(Snapshot agenda, LoadAgenda(tx, session));
        return CountCoarsely(tx, session, std::move(agenda));
      });
}

absl::StatusOr<std::map<std::string, int64_t>> ReportingStore::ListVersions(
    const std::set<std::string>& events, absl::Time deadline) {
  using Versions = std::map<std::string, int64_t>;
  return db::ReadSnapshot(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Versions> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListVersions,
                    std::vector<std::string>(events.begin(), events.end())));
        Versions versions;
        for (const pqxx::row& row : rows) {
          versions[db::TextOf(row, "event_id")] =
              db::IntOf(row, "data_version");
        }
        return versions;
      });
}

absl::StatusOr<TimelineSnapshot> ReportingStore::LoadTimeline(
    const SessionName& session, const ReadOptions& options) {
  return ReadAtLeast(
      pool_, options,
      [&](db::Transaction& tx) -> absl::StatusOr<TimelineSnapshot> {
        ASSIGN_OR_RETURN(const Snapshot snapshot, LoadEvent(tx, session));
        return LoadMinutes(tx, session, snapshot);
      });
}

absl::StatusOr<SessionSnapshot> ReportingStore::LoadSession(
    const SessionName& session, const ReadOptions& options) {
  return ReadAtLeast(
      pool_, options,
      [&](db::Transaction& tx) -> absl::StatusOr<SessionSnapshot> {
        ASSIGN_OR_RETURN(const Snapshot agenda, LoadAgenda(tx, session));
        return CountSession(tx, session, agenda);
      });
}

absl::StatusOr<FullSnapshot> ReportingStore::LoadAll(
    const EventName& event, const ReadOptions& options) {
  return ReadAtLeast(pool_, options,
                     [&](db::Transaction& tx) { return LoadFull(tx, event); });
}

}  // namespace rollcall::reporting
