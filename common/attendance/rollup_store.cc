#include "common/attendance/rollup_store.h"

#include <vector>

#include "attendance_sql.h"

namespace rollcall::attendance {
namespace {

// An array for each column.
struct CellColumns {
  std::vector<std::string> sessions;
  std::vector<std::string> days;
  std::vector<std::string> countries;
  std::vector<std::string> sectors;
  std::vector<std::string> delegations;
  std::vector<std::string> modes;
  std::vector<std::string> states;
  std::vector<std::string> buckets;
  std::vector<int64_t> people;
  std::vector<int64_t> seconds;

  void Add(const CellKey& key, const Cell& cell) {
    sessions.push_back(key.session);
    days.push_back(key.day.empty() ? "-infinity" : key.day);
    countries.push_back(key.profile.country_code);
    sectors.push_back(key.profile.sector_id);
    delegations.push_back(key.profile.delegation_id);
    modes.push_back(key.profile.mode);
    states.push_back(key.profile.state);
    buckets.push_back(key.bucket);
    people.push_back(cell.people);
    seconds.push_back(cell.online_seconds);
  }
};

struct MinuteColumns {
  std::vector<std::string> sessions;
  std::vector<std::string> series;
  std::vector<absl::Time> minutes;
  std::vector<int64_t> arrivals;
  std::vector<int64_t> starts;
  std::vector<int64_t> ends;
  std::vector<int64_t> open;

  void Add(const MinuteKey& key, const Minute& minute) {
    sessions.push_back(key.session);
    series.emplace_back(SeriesText(key.series));
    minutes.push_back(key.minute);
    arrivals.push_back(minute.arrivals);
    starts.push_back(minute.starts);
    ends.push_back(minute.ends);
    open.push_back(minute.open);
  }
};

struct PairColumns {
  std::vector<std::string> first;
  std::vector<std::string> second;
  std::vector<int64_t> people;
};

CellKey KeyOf(const pqxx::row& row) {
  return {db::TextOf(row, "session_id"),
          db::TextOf(row, "day"),
          {db::TextOf(row, "country_code"), db::TextOf(row, "sector_id"),
           db::TextOf(row, "delegation_id"), db::TextOf(row, "mode"),
           db::TextOf(row, "state")},
          db::TextOf(row, "bucket")};
}

}  // namespace

absl::Status MoveRollups(db::Transaction& tx, const std::string& event,
                         RollupSums changes) {
  changes.Prune();
  CellColumns cells;
  for (const auto& [key, cell] : changes.cells) cells.Add(key, cell);
  MinuteColumns minutes;
  for (const auto& [key, minute] : changes.minutes) minutes.Add(key, minute);
  PairColumns pairs;
  for (const auto& [sessions, people] : changes.pairs) {
    pairs.first.push_back(sessions.first);
    pairs.second.push_back(sessions.second);
    pairs.people.push_back(people);
  }
  if (cells.people.empty() && minutes.series.empty() && pairs.people.empty()) {
    return absl::OkStatus();
  }
  return tx
      .Exec(sql::kMoveRollups, event, tx.writer_slot(), cells.sessions,
            cells.days, cells.countries, cells.sectors, cells.delegations,
            cells.modes, cells.states, cells.buckets, cells.people,
            cells.seconds, minutes.sessions, minutes.series, minutes.minutes,
            minutes.arrivals, minutes.starts, minutes.ends, minutes.open,
            pairs.first, pairs.second, pairs.people)
      .status();
}

absl::StatusOr<int64_t> DataVersionOf(db::Transaction& tx,
                                      const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetDataVersion, event));
  return db::IntOf(rows.front(), "data_version");
}

absl::StatusOr<RollupSums> ListRollups(db::Transaction& tx,
                                       const std::string& event) {
  RollupSums sums;
  ASSIGN_OR_RETURN(const pqxx::result cells, tx.Exec(sql::kSumCells, event));
  for (const pqxx::row& row : cells) {
    sums.cells[KeyOf(row)] = {db::IntOf(row, "person_count"),
                              db::IntOf(row, "online_seconds")};
  }
  ASSIGN_OR_RETURN(const pqxx::result minutes,
                   tx.Exec(sql::kSumMinutes, event));
  for (const pqxx::row& row : minutes) {
    sums.minutes[{db::TextOf(row, "session_id"),
                  ParseSeries(db::TextOf(row, "series")),
                  db::TimeOf(row, "minute")}] = {
        db::IntOf(row, "arrival_count"), db::IntOf(row, "start_count"),
        db::IntOf(row, "end_count"), db::IntOf(row, "open_count")};
  }
  ASSIGN_OR_RETURN(const pqxx::result pairs, tx.Exec(sql::kSumPairs, event));
  for (const pqxx::row& row : pairs) {
    sums.pairs[{db::TextOf(row, "session_id"),
                db::TextOf(row, "second_session_id")}] =
        db::IntOf(row, "person_count");
  }
  sums.Prune();
  return sums;
}

}  // namespace rollcall::attendance
