#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

#include "common/api/resource_name.h"
#include "tests/simulation/attendances.h"
#include "tests/simulation/judges.h"

namespace rollcall::simulation {
namespace {

using attendance::Cell;
using attendance::CellKey;
using attendance::RollupSums;
using attendance::TimeRange;

// How long somebody was online, by day; days of no second are not there.
using Seconds = std::map<std::string, int64_t>;

class CountJudge {
 public:
  CountJudge(const Remains& remains, Violations& violations)
      : measuring_(remains.scene.measuring),
        tables_(remains.tables),
        attendances_(AttendancesOf(remains)),
        sums_(SumOf(remains.tables)),
        violations_(violations) {}

  void Judge() {
    JudgeRecords();
    for (const auto& [id, person] : tables_.people) {
      Count(person.profile, attendances_.at(id));
    }
    JudgeCells();
    if (pairs_ != sums_.pairs) {
      violations_.Report("pairs are not who attended both");
    }
  }

 private:
  // What was added up change by change is what is there, counted at once.
  void JudgeRecords() {
    attendance::RollupChanges changes(measuring_.zone, measuring_.zone);
    for (const auto& [id, person] : tables_.people) {
      const auto records = attendance::DeriveRecords(
          person.profile, PresencesOf(tables_, id), measuring_.measures);
      if (records != tables_.records.at(id)) {
        violations_.Report("records of ", id, " are stale");
      }
      changes.Move({}, records);
    }
    for (const auto& [place, interval] : tables_.intervals) {
      if (!interval.end) {
        changes.AddOpen(std::get<1>(place), interval.start, 1);
      }
    }
    RollupSums recounted = changes.sums();
    recounted.Prune();
    if (recounted != sums_) violations_.Report("rollups are not a recount");
  }

  absl::CivilDay DayOf(absl::Time time) const {
    return absl::ToCivilDay(time, measuring_.zone);
  }

  Seconds SecondsOf(const std::vector<TimeRange>& ranges) const {
    std::set<absl::Time> edges;
    for (const auto& [start, end] : ranges) {
      edges.insert(start);
      edges.insert(end);
      for (absl::CivilDay day = DayOf(start) + 1;; ++day) {
        const absl::Time midnight = absl::FromCivil(day, measuring_.zone);
        if (midnight >= end) break;
        edges.insert(midnight);
      }
    }
    // Nothing begins or ends between two edges.
    Seconds seconds;
    for (auto edge = edges.begin(); edge != edges.end(); ++edge) {
      const auto next = std::next(edge);
      if (next == edges.end()) break;
      const bool is_online =
          std::any_of(ranges.begin(), ranges.end(), [&](const TimeRange& r) {
            return r.first <= *edge && *edge < r.second;
          });
      if (is_online) {
        seconds[absl::FormatCivilTime(DayOf(*edge))] +=
            absl::ToInt64Seconds(*next - *edge);
      }
    }
    return seconds;
  }

  std::set<std::string> RoomDays(const std::vector<TimeRange>& room) const {
    std::set<std::string> days;
    for (const auto& [start, end] : room) {
      // One without an exit is of the day of its entry.
      const absl::Time last =
          end == absl::InfiniteFuture() ? start : end - absl::Nanoseconds(1);
      for (absl::CivilDay day = DayOf(start); day <= DayOf(last); ++day) {
        days.insert(absl::FormatCivilTime(day));
      }
    }
    return days;
  }

  static int64_t TotalOf(const Seconds& seconds) {
    int64_t total = 0;
    for (const auto& [day, some] : seconds) total += some;
    return total;
  }

  // Whether somebody has watched `session` long enough, at least to count as
  // there for a part.
  bool HasWatched(const std::string& session, int64_t seconds) const {
    return seconds > 0 &&
           absl::Seconds(seconds) >= measuring_.measures.at(session).present;
  }
  bool HasWatchedPart(const std::string& session, int64_t seconds) const {
    const auto& partial = measuring_.measures.at(session).partial;
    return seconds > 0 && partial && absl::Seconds(seconds) >= *partial;
  }

  // Counts one person.
  void Count(const attendance::Profile& profile, const Attendances& person) {
    std::map<std::string, Seconds> watched;
    std::set<std::string> online;
    std::set<std::string> partly;
    for (const auto& [session, attendance] : person) {
      watched[session] = SecondsOf(attendance.online);
      const int64_t total = TotalOf(watched[session]);
      // Online, whoever is in any session is at the venue.
      if (HasWatched(session, total)) online.insert({session, kVenueSession});
      if (HasWatchedPart(session, total)) {
        partly.insert({session, kVenueSession});
      }
    }
    std::set<std::string> attended;
    for (const auto& [where, attendance] : person) {
      const std::string& session = where;
      const bool was_inside = !attendance.room.empty();
      const bool was_online = online.count(session) > 0;
      const bool is_partial = partly.count(session) > 0 && !was_inside;
      const auto add = [&](const std::string& day, bool in_room, bool is_online,
                           int64_t seconds) {
        const char* bucket = in_room ? (is_online ? "BOTH" : "IN_PERSON_ONLY")
                             : is_online  ? "ONLINE_ONLY"
                             : is_partial ? "PARTIAL"
                                          : "NONE";
        Cell& cell = cells_[{session, day, profile, bucket}];
        ++cell.people;
        cell.online_seconds += seconds;
      };
      const Seconds& seconds = watched[session];
      add("", was_inside, was_online, TotalOf(seconds));
      const std::set<std::string> room_days = RoomDays(attendance.room);
      std::set<std::string> days = room_days;
      for (const auto& [day, some] : seconds) days.insert(day);
      for (const std::string& day : days) {
        const auto some = seconds.find(day);
        const bool has_some = some != seconds.end();
        add(day, room_days.count(day) > 0, was_online && has_some,
            has_some ? some->second : 0);
      }
      if ((was_inside || was_online) && session != kVenueSession) {
        for (const std::string& other : attended) ++pairs_[{other, session}];
        attended.insert(session);
      }
    }
  }

  void JudgeCells() {
    if (cells_ == sums_.cells) return;
    violations_.Report("cells are not who was there");
    for (const auto& [key, cell] : sums_.cells) {
      if (cells_[key] == cell) continue;
      violations_.Report("  ", key.session, " ", key.day, " ", key.bucket,
                         " has ", cell.people, "/", cell.online_seconds,
                         " for ", cells_[key].people, "/",
                         cells_[key].online_seconds);
    }
  }

  const Measuring& measuring_;
  const Tables& tables_;
  const std::map<std::string, Attendances> attendances_;
  const RollupSums sums_;
  Violations& violations_;
  // As they should be.
  std::map<CellKey, Cell> cells_;
  std::map<attendance::PairKey, int64_t> pairs_;
};

}  // namespace

void JudgeCounts(const Remains& remains, Violations& violations) {
  CountJudge(remains, violations).Judge();
}

}  // namespace rollcall::simulation
