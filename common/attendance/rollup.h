#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/attendance/record.h"

// What reports read: sums over the records of all people, moved by the
// difference whenever a record changes.
namespace rollcall::attendance {

// What people are summed by, in the order of the table's key.
struct CellKey {
  std::string session;
  // `2022-09-03`; empty for all days together.
  std::string day;
  Profile profile;
  std::string bucket;

  auto operator<=>(const CellKey&) const = default;
};

// The people of a cell, and their watch time.
struct Cell {
  int64_t people = 0;
  int64_t online_seconds = 0;

  bool operator==(const Cell&) const = default;
};

// Whose coming and going: of those in the room, online, or either.
enum class Series { kAny, kInPerson, kOnline };

// The text of `series` in the database, and back; what is not known is kAny.
const char* SeriesText(Series series);
Series ParseSeries(absl::string_view text);

// The first instant of the minute of `time`.
absl::Time MinuteOf(absl::Time time);

// A minute, in UTC, of a session.
struct MinuteKey {
  std::string session;
  Series series = Series::kAny;
  absl::Time minute;

  bool operator==(const MinuteKey&) const = default;
  bool operator<(const MinuteKey& other) const {
    return std::tie(session, series, minute) <
           std::tie(other.session, other.series, other.minute);
  }
};

// Who comes and goes in a minute.
struct Minute {
  // People who were never there before.
  int64_t arrivals = 0;
  // Stays of people, on all devices together, that have ended: those that began
  // and those that ended then. Who leaves at its first instant has stayed to
  // the end of the minute before.
  int64_t starts = 0;
  int64_t ends = 0;
  // Stays that began then and last: of people in the room, or of connections
  // online, which count by device until they end.
  int64_t open = 0;

  bool operator==(const Minute&) const = default;
};

// Two sessions, the lower id first, and in them whoever attended both.
using PairKey = std::pair<std::string, std::string>;

// How many more connections of people last, by the session and when they began.
using OpenConnections = std::map<std::pair<std::string, absl::Time>, int64_t>;

// Sums over the records of people, or differences of sums.
struct RollupSums {
  std::map<CellKey, Cell> cells;
  std::map<MinuteKey, Minute> minutes;
  std::map<PairKey, int64_t> pairs;

  // Takes out what is nothing.
  void Prune();
  bool operator==(const RollupSums&) const = default;
};

// `sums` less `others`, without what is nothing.
RollupSums DifferenceOf(RollupSums sums, const RollupSums& others);

// The differences that changes of records make.
class RollupChanges {
 public:
  // Days are those of `zone`; those before were of `zone_before`.
  RollupChanges(absl::TimeZone zone_before, absl::TimeZone zone)
      : zone_before_(zone_before), zone_(zone) {}

  // Takes one person's records `before` out and puts those `after` in. Each has
  // at most one for a session.
  void Move(const std::vector<Record>& before,
            const std::vector<Record>& after);

  // Adds `change` connections to `session` that last since `start`.
  void AddOpen(const std::string& session, absl::Time start, int64_t change);

  // The differences; some may be nothing.
  const RollupSums& sums() const { return sums_; }

 private:
  void Count(const Record& record, absl::TimeZone zone, int sign);
  void CountDays(const Record& record, absl::TimeZone zone, int sign);
  void CountMinutes(const Record& record, int sign);
  void CountSeries(const std::string& session, Series series,
                   const TimeRanges& ranges, int sign);
  void CountPairs(const std::vector<Record>& records, int sign);

  const absl::TimeZone zone_before_;
  const absl::TimeZone zone_;
  RollupSums sums_;
};

}  // namespace rollcall::attendance
