#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/attendance/record.h"
#include "services/reporting/suppression.h"

namespace rollcall::reporting {

using attendance::Bucket;

// The people that have everything in common that is counted, in one session, on
// one day or all days together. Empty text means unknown; of a delegation,
// none.
struct Cell {
  std::string country_code;
  std::string sector_id;
  // The delegation's id.
  std::string delegation_id;
  // The name of the Mode: `MODE_IN_PERSON`.
  std::string mode;
  bool confirmed = false;
  Bucket bucket = Bucket::kNone;
  int64_t person_count = 0;
  int64_t online_seconds = 0;
  std::string session;
  // `2022-09-03`; empty for all days together.
  std::string day;
};

// Where people are counted: a session, and a day as in Cell.
struct Unit {
  std::string session;
  std::string day;

  auto operator<=>(const Unit&) const = default;
};

// Sums up parts of the same key; without what is nothing.
std::vector<Cell> SumUp(const std::vector<Cell>& parts);

// The cells of `units`: `there` are the people who were there, and of
// `everybody`, the cells of the event as a whole, whoever was not there is in
// the bucket kNone: everybody registered could have been.
std::vector<Cell> Complete(const std::vector<Cell>& everybody,
                           const std::vector<Cell>& there,
                           const std::set<Unit>& units);

// A kind of institution of the event.
struct Sector {
  std::string id;
  std::string display_name;
};

// A session of the event.
struct Session {
  std::string id;
  std::string title;
  absl::Time start_time;
  absl::Time end_time;
};

// A delegation to the event.
struct Delegation {
  std::string id;
  std::string display_name;
};

// What the event's reports say of it.
struct EventFacts {
  std::string title;
  std::string theme;
  std::string venue;
  std::string city;
  std::string time_zone;
  absl::Time start_time;
  absl::Time end_time;
};

// Connections online that count for nobody; see v1::ConnectionTotals.
struct ConnectionTotals {
  int64_t connections = 0;
  absl::Duration online;
};

// Of which data a report is.
struct DataState {
  // The instant of the snapshot; on a standby, of what it has replayed.
  absl::Time as_of;
  int64_t data_version = 0;
  // How far a standby is behind; nothing when the data is of no standby.
  std::optional<absl::Duration> staleness;
};

// All that a report is made of, from one snapshot.
struct Snapshot {
  EventFacts event;
  // In the event's own order.
  std::vector<Sector> sectors;
  std::vector<Delegation> delegations;
  // In the order of the agenda, with `venue`.
  std::vector<Session> sessions;
  // People counted once in each session and day that is told apart. There may
  // be several parts of one key, which are to be summed.
  std::vector<Cell> cells;
  // People counted once, unless `cells` are that.
  std::optional<std::vector<Cell>> people;
  // Known countries of people who attended, where `cells` do not tell them.
  std::optional<int64_t> country_count;
  ConnectionTotals unmatched;
  ConnectionTotals excluded;
  DataState state;
};

// The people of `snapshot`, counted once.
inline const std::vector<Cell>& PeopleOf(const Snapshot& snapshot) {
  return snapshot.people ? *snapshot.people : snapshot.cells;
}

// Counts of people; see v1::Counts.
struct Counts {
  int64_t registered = 0;
  int64_t confirmed = 0;
  int64_t in_person_only = 0;
  int64_t online_only = 0;
  int64_t both = 0;
  int64_t no_show = 0;
  int64_t partial = 0;
  int64_t online_seconds = 0;

  int64_t attended() const { return in_person_only + online_only + both; }
  // Counts the people of `cell`.
  void Add(const Cell& cell);
  Counts& operator+=(const Counts& other);
  bool operator==(const Counts&) const = default;
};

// The counts of one sector; see v1::SectorCounts.
struct SectorRow {
  Sector sector;
  Counts counts;
  // Of what anybody may see, what of `counts` is not told.
  Hidden hidden = Hidden::kNothing;
};

// The headline numbers; see v1::GetSummaryResponse.
struct Summary {
  Counts total;
  // Of what anybody may see, what of `total` is not told; from kAttended on,
  // nor are `countries`.
  Hidden total_hidden = Hidden::kNothing;
  // Whether the full hundreds of people who attended may be told all the same.
  bool tells_hundreds = false;
  int64_t registered_in_person = 0;
  int64_t registered_online = 0;
  // Known countries of people who attended.
  int64_t countries = 0;
  // All sectors of the event in its order, then the unknown one if it has
  // people.
  std::vector<SectorRow> sectors;
};

Summary Summarize(const Snapshot& snapshot);

}  // namespace rollcall::reporting
