#include "common/attendance/rollup.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace rollcall::attendance {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

absl::Time At(absl::Duration since_start) {
  return absl::FromCivil(absl::CivilHour(2021, 10, 30, 18),
                         absl::UTCTimeZone()) +
         since_start;
}

Bucket BucketOf(const Record& record) {
  if (record.in_person.empty()) {
    return record.online.empty() ? Bucket::kNone : Bucket::kOnlineOnly;
  }
  return record.online.empty() ? Bucket::kInPersonOnly : Bucket::kBoth;
}

// People, as records of the sessions that each was in, on some nights on which
// clocks change.
class People {
 public:
  explicit People(uint64_t seed) : random_(seed) {}

  std::vector<Record> RandomPerson() {
    std::vector<Record> records;
    const Profile profile = {Below(2) == 0 ? "KE" : "FR", "", "",
                             Below(2) == 0 ? "ONLINE" : "IN_PERSON",
                             "CONFIRMED"};
    for (const char* session : {"a", "b", "c", "venue"}) {
      if (Below(3) == 0) continue;
      Record record;
      record.session = session;
      record.profile = profile;
      record.in_person = RandomRanges();
      record.online = RandomRanges();
      if (Below(4) == 0) {
        const absl::Time since = At(absl::Seconds(Below(40 * 3600)));
        record.inside_since = since;
        record.in_person.emplace_back(since, since + absl::Microseconds(1));
        record.in_person = Unite(record.in_person);
      }
      for (const auto& [start, end] : record.online) {
        record.online_seconds += absl::ToInt64Seconds(end - start);
      }
      record.bucket = BucketOf(record);
      records.push_back(record);
    }
    return records;
  }

  size_t Below(size_t limit) { return random_() % limit; }
  std::mt19937_64& random() { return random_; }

 private:
  TimeRanges RandomRanges() {
    std::vector<TimeRange> ranges;
    for (size_t i = Below(3); i > 0; --i) {
      const absl::Time start = At(absl::Seconds(Below(40 * 3600)));
      ranges.emplace_back(start, start + absl::Seconds(Below(8 * 3600)));
    }
    return Unite(ranges);
  }

  std::mt19937_64 random_;
};

bool Covers(const TimeRanges& ranges, absl::Time time) {
  return std::any_of(ranges.begin(), ranges.end(), [time](const auto& range) {
    return range.first <= time && time < range.second;
  });
}

// Whoever is there at the last instant of `minute`, counted one by one.
int64_t ThereAt(const std::vector<std::vector<Record>>& people,
                const std::string& session, Series series, absl::Time minute) {
  const absl::Time last = minute + kMinute - absl::Nanoseconds(1);
  int64_t there = 0;
  for (const auto& records : people) {
    for (const Record& record : records) {
      if (record.session != session) continue;
      const bool in_person =
          Covers(record.in_person, last) ||
          (record.inside_since && *record.inside_since <= last);
      const bool online = Covers(record.online, last);
      there += (series == Series::kInPerson && in_person) ||
               (series == Series::kOnline && online) ||
               (series == Series::kAny && (in_person || online));
    }
  }
  return there;
}

class RollupTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RollupTest, HasTheCurveOfWhoIsThere) {
  People population(GetParam());
  std::vector<std::vector<Record>> people;
  RollupChanges changes(absl::UTCTimeZone(), absl::UTCTimeZone());
  for (int i = 0; i < 30; ++i) {
    people.push_back(population.RandomPerson());
    changes.Move({}, people.back());
  }
  for (const char* session : {"a", "venue"}) {
    for (const Series series :
         {Series::kAny, Series::kInPerson, Series::kOnline}) {
      int64_t there = 0;
      for (absl::Time minute = At({}); minute < At(absl::Hours(50));
           minute += kMinute) {
        const auto found =
            changes.sums().minutes.find({session, series, minute});
        if (found != changes.sums().minutes.end()) {
          there +=
              found->second.starts - found->second.ends + found->second.open;
        }
        ASSERT_EQ(there, ThereAt(people, session, series, minute))
            << session << " " << SeriesText(series) << " " << minute;
      }
    }
  }
}

TEST_P(RollupTest, CountsArrivalsOnce) {
  People population(GetParam());
  RollupChanges changes(absl::UTCTimeZone(), absl::UTCTimeZone());
  std::map<Series, int64_t> expected;
  for (int i = 0; i < 30; ++i) {
    const auto records = population.RandomPerson();
    changes.Move({}, records);
    for (const Record& record : records) {
      if (record.session != "b") continue;
      expected[Series::kInPerson] += !record.in_person.empty();
      expected[Series::kOnline] += !record.online.empty();
      expected[Series::kAny] += record.bucket != Bucket::kNone;
    }
  }
  std::map<Series, int64_t> arrivals;
  for (const auto& [key, minute] : changes.sums().minutes) {
    if (key.session == "b") arrivals[key.series] += minute.arrivals;
  }
  EXPECT_EQ(arrivals, expected);
}

// A day is what a calendar on the wall says, minute by minute.
TEST_P(RollupTest, CountsPeopleOnTheDaysOnWhichTheyWereThere) {
  const absl::TimeZone zone = Zone("Europe/Berlin");
  People population(GetParam());
  RollupChanges changes(zone, zone);
  std::map<std::string, int64_t> people;
  std::map<std::string, int64_t> seconds;
  for (int i = 0; i < 4; ++i) {
    const auto records = population.RandomPerson();
    for (const Record& record : records) {
      if (record.session != "a") continue;
      std::map<std::string, int64_t> days;
      for (absl::Time t = At({}); t < At(absl::Hours(50));
           t += absl::Seconds(1)) {
        const bool online = Covers(record.online, t);
        if (!online && !Covers(record.in_person, t)) continue;
        days[absl::FormatTime("%Y-%m-%d", t, zone)] += online;
      }
      for (const auto& [day, watched] : days) {
        ++people[day];
        seconds[day] += watched;
      }
    }
    changes.Move({}, records);
  }
  std::map<std::string, int64_t> counted;
  std::map<std::string, int64_t> watched;
  for (const auto& [key, cell] : changes.sums().cells) {
    if (key.session != "a" || key.day.empty()) continue;
    counted[key.day] += cell.people;
    watched[key.day] += cell.online_seconds;
  }
  EXPECT_EQ(counted, people);
  EXPECT_EQ(watched, seconds);
}

TEST_P(RollupTest, CountsWhoAttendedTwoSessions) {
  People population(GetParam());
  RollupChanges changes(absl::UTCTimeZone(), absl::UTCTimeZone());
  std::map<PairKey, int64_t> expected;
  for (int i = 0; i < 30; ++i) {
    const auto records = population.RandomPerson();
    changes.Move({}, records);
    for (const Record& a : records) {
      for (const Record& b : records) {
        if (a.session < b.session && b.session != "venue" &&
            IsAttended(a.bucket) && IsAttended(b.bucket)) {
          ++expected[{a.session, b.session}];
        }
      }
    }
  }
  EXPECT_EQ(changes.sums().pairs, expected);
}

// However somebody became what he is now, in whatever steps, also when days
// were of another zone meanwhile.
TEST_P(RollupTest, ForgetsWhatWasBefore) {
  const absl::TimeZone zone = Zone("Europe/Berlin");
  const absl::TimeZone other = Zone("Pacific/Auckland");
  People population(GetParam());
  RollupChanges moved(zone, zone);
  RollupChanges there(zone, other);
  RollupChanges back(other, zone);
  RollupChanges direct(zone, zone);
  std::vector<std::vector<std::vector<Record>>> steps;
  for (int i = 0; i < 20; ++i) {
    std::vector<Record> records;
    for (size_t step = 1 + population.Below(4); step > 0; --step) {
      auto next = population.RandomPerson();
      steps.push_back({records, next});
      records = std::move(next);
    }
    there.Move(records, records);
    back.Move(records, records);
    direct.Move({}, records);
  }
  std::shuffle(steps.begin(), steps.end(), population.random());
  for (const auto& step : steps) moved.Move(step[0], step[1]);
  EXPECT_EQ(DifferenceOf(moved.sums(), direct.sums()), RollupSums());
  EXPECT_NE(DifferenceOf(direct.sums(), {}), RollupSums());

  std::map<CellKey, Cell> sum = there.sums().cells;
  for (const auto& [key, cell] : back.sums().cells) {
    sum[key].people += cell.people;
    sum[key].online_seconds += cell.online_seconds;
  }
  for (const auto& [key, cell] : sum) EXPECT_EQ(cell, Cell()) << key.day;
  const RollupSums left = DifferenceOf(there.sums(), {});
  EXPECT_FALSE(left.cells.empty());
  EXPECT_TRUE(left.minutes.empty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RollupTest,
                         ::testing::Values(1, 2, 3, 2022, 20220903));

TEST(RollupChanges, AddsConnectionsThatLastToTheEvent) {
  RollupChanges changes(absl::UTCTimeZone(), absl::UTCTimeZone());
  changes.AddOpen("a", At(absl::Seconds(90)), 2);
  changes.AddOpen("venue", At(absl::Seconds(61)), 1);
  std::map<std::string, int64_t> open;
  for (const auto& [key, minute] : changes.sums().minutes) {
    EXPECT_EQ(key.minute, At(kMinute));
    open[absl::StrCat(key.session, " ", SeriesText(key.series))] = minute.open;
  }
  EXPECT_EQ(open, (std::map<std::string, int64_t>{{"a ANY", 2},
                                                  {"a ONLINE", 2},
                                                  {"venue ANY", 3},
                                                  {"venue ONLINE", 3}}));
  changes.AddOpen("a", At(kMinute), -2);
  changes.AddOpen("venue", At(kMinute), -1);
  EXPECT_EQ(DifferenceOf(changes.sums(), {}), RollupSums());
}

}  // namespace
}  // namespace rollcall::attendance
