#include "common/attendance/rollup.h"

#include <algorithm>
#include <set>

#include "absl/time/civil_time.h"

#include "common/api/resource_name.h"
#include "common/attendance/day.h"

namespace rollcall::attendance {
namespace {

// What somebody who is in `whole` of all days together is in on a day.
Bucket BucketOfDay(Bucket whole, bool in_person, bool online) {
  const bool watched = whole == Bucket::kOnlineOnly || whole == Bucket::kBoth;
  if (in_person) {
    return watched && online ? Bucket::kBoth : Bucket::kInPersonOnly;
  }
  if (watched) return Bucket::kOnlineOnly;
  return whole == Bucket::kPartial ? Bucket::kPartial : Bucket::kNone;
}

// The record of `session` among `records`, or null.
const Record* Find(const std::vector<Record>& records,
                   const std::string& session) {
  for (const Record& record : records) {
    if (record.session == session) return &record;
  }
  return nullptr;
}

template <typename Map>
void PruneMap(Map& map) {
  std::erase_if(map, [](const auto& entry) {
    return entry.second == typename Map::mapped_type();
  });
}

}  // namespace

const char* SeriesText(Series series) {
  switch (series) {
    case Series::kInPerson:
      return "IN_PERSON";
    case Series::kOnline:
      return "ONLINE";
    case Series::kAny:
      break;
  }
  return "ANY";
}

Series ParseSeries(absl::string_view text) {
  for (const Series series : {Series::kInPerson, Series::kOnline}) {
    if (text == SeriesText(series)) return series;
  }
  return Series::kAny;
}

absl::Time MinuteOf(absl::Time time) {
  return absl::UnixEpoch() +
         absl::Floor(time - absl::UnixEpoch(), absl::Minutes(1));
}

void RollupSums::Prune() {
  PruneMap(cells);
  PruneMap(minutes);
  PruneMap(pairs);
}

RollupSums DifferenceOf(RollupSums sums, const RollupSums& others) {
  for (const auto& [key, cell] : others.cells) {
    Cell& difference = sums.cells[key];
    difference.people -= cell.people;
    difference.online_seconds -= cell.online_seconds;
  }
  for (const auto& [key, minute] : others.minutes) {
    Minute& difference = sums.minutes[key];
    difference.arrivals -= minute.arrivals;
    difference.starts -= minute.starts;
    difference.ends -= minute.ends;
    difference.open -= minute.open;
  }
  for (const auto& [key, people] : others.pairs) sums.pairs[key] -= people;
  sums.Prune();
  return sums;
}

void RollupChanges::Move(const std::vector<Record>& before,
                         const std::vector<Record>& after) {
  const auto is_in = [this](const std::vector<Record>& others,
                            const Record& record) {
    const Record* other = Find(others, record.session);
    return other != nullptr && *other == record && zone_ == zone_before_;
  };
  for (const Record& record : before) {
    if (!is_in(after, record)) Count(record, zone_before_, -1);
  }
  for (const Record& record : after) {
    if (!is_in(before, record)) Count(record, zone_, 1);
  }
  CountPairs(before, -1);
  CountPairs(after, 1);
}

void RollupChanges::AddOpen(const std::string& session, absl::Time start,
                            int64_t change) {
  const std::set<std::string> sessions = {session, kVenueSession};
  for (const std::string& each : sessions) {
    for (const Series series : {Series::kAny, Series::kOnline}) {
      sums_.minutes[{each, series, MinuteOf(start)}].open += change;
    }
  }
}

void RollupChanges::Count(const Record& record, absl::TimeZone zone, int sign) {
  Cell& cell = sums_.cells[{record.session, "", record.profile,
                            BucketText(record.bucket)}];
  cell.people += sign;
  cell.online_seconds += sign * record.online_seconds;
  CountDays(record, zone, sign);
  CountMinutes(record, sign);
}

void RollupChanges::CountDays(const Record& record, absl::TimeZone zone,
                              int sign) {
  const std::set<absl::CivilDay> in_person = DaysOf(record.in_person, zone);
  const std::map<absl::CivilDay, int64_t> online =
      SecondsByDay(record.online, zone);
  std::set<absl::CivilDay> days = in_person;
  for (const auto& [day, seconds] : online) days.insert(day);
  for (const absl::CivilDay day : days) {
    const auto watched = online.find(day);
    const Bucket bucket = BucketOfDay(record.bucket, in_person.count(day) > 0,
                                      watched != online.end());
    Cell& cell = sums_.cells[{record.session, absl::FormatCivilTime(day),
                              record.profile, BucketText(bucket)}];
    cell.people += sign;
    if (watched != online.end()) {
      cell.online_seconds += sign * watched->second;
    }
  }
}

void RollupChanges::CountMinutes(const Record& record, int sign) {
  TimeRanges in_person = record.in_person;
  if (record.inside_since) {
    in_person.emplace_back(*record.inside_since, absl::InfiniteFuture());
    in_person = Unite(std::move(in_person));
  }
  CountSeries(record.session, Series::kInPerson, in_person, sign);
  CountSeries(record.session, Series::kOnline, record.online, sign);
  TimeRanges any = std::move(in_person);
  if (!any.empty() && !record.online.empty()) {
    any.insert(any.end(), record.online.begin(), record.online.end());
    any = Unite(std::move(any));
  }
  CountSeries(record.session, Series::kAny, any.empty() ? record.online : any,
              sign);
}

void RollupChanges::CountSeries(const std::string& session, Series series,
                                const TimeRanges& ranges, int sign) {
  if (ranges.empty()) return;
  const auto at = [&](absl::Time time) -> Minute& {
    return sums_.minutes[{session, series, MinuteOf(time)}];
  };
  at(ranges.front().first).arrivals += sign;
  for (const auto& [start, end] : ranges) {
    if (end == absl::InfiniteFuture()) {
      at(start).open += sign;
    } else {
      at(start).starts += sign;
      at(end).ends += sign;
    }
  }
}

void RollupChanges::CountPairs(const std::vector<Record>& records, int sign) {
  std::set<std::string> attended;
  for (const Record& record : records) {
    if (record.session != kVenueSession && IsAttended(record.bucket)) {
      attended.insert(record.session);
    }
  }
  for (auto first = attended.begin(); first != attended.end(); ++first) {
    for (auto second = std::next(first); second != attended.end(); ++second) {
      sums_.pairs[{*first, *second}] += sign;
    }
  }
}

}  // namespace rollcall::attendance
