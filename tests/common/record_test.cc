#include "common/attendance/record.h"

#include <algorithm>
#include <random>

#include "gtest/gtest.h"

namespace rollcall::attendance {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);

absl::Time At(absl::Duration since_start) {
  return absl::FromCivil(absl::CivilHour(2022, 9, 3, 10), absl::UTCTimeZone()) +
         since_start;
}

// The panel lasts an hour, the event ten.
Measures MeasuresOf(absl::Duration present,
                    std::optional<absl::Duration> partial) {
  return {{"panel", {{At({}), At(60 * kMinute)}, present, partial}},
          {"talk", {{At(60 * kMinute), At(90 * kMinute)}, present, partial}},
          {"venue", {{At({}), At(600 * kMinute)}, present, partial}}};
}

Presence Watched(absl::Duration from, absl::Duration to,
                 const std::string& session = "panel") {
  return {session, false, At(from), At(to)};
}

Presence Inside(absl::Duration from, absl::Time until,
                const std::string& session = "panel") {
  return {session, true, At(from), until};
}

std::vector<Record> Derive(const std::vector<Presence>& presences,
                           const Measures& measures) {
  return DeriveRecords({"KE", "academia", "", "ONLINE", "CONFIRMED"}, presences,
                       measures);
}

// The bucket of `session`; kNone where there is no record.
Bucket In(const std::string& session, const std::vector<Record>& records) {
  for (const Record& record : records) {
    if (record.session == session) return record.bucket;
  }
  return Bucket::kNone;
}

TEST(DeriveRecords, HasTheVenueOfEverybody) {
  const auto records = Derive({}, {});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].session, "venue");
  EXPECT_EQ(records[0].profile.country_code, "KE");
  EXPECT_EQ(records[0].bucket, Bucket::kNone);
}

// Of an hour, three quarters are enough and a half is PARTIAL.
TEST(DeriveRecords, JudgesByThresholdsWhichAreInclusive) {
  const Measures measures = MeasuresOf(45 * kMinute, 30 * kMinute);
  const auto bucket = [&](absl::Duration watched) {
    return In("panel", Derive({Watched({}, watched)}, measures));
  };
  EXPECT_EQ(bucket(29 * kMinute), Bucket::kNone);
  EXPECT_EQ(bucket(30 * kMinute - absl::Microseconds(1)), Bucket::kNone);
  EXPECT_EQ(bucket(30 * kMinute), Bucket::kPartial);
  EXPECT_EQ(bucket(45 * kMinute - absl::Microseconds(1)), Bucket::kPartial);
  EXPECT_EQ(bucket(45 * kMinute), Bucket::kOnlineOnly);
}

TEST(DeriveRecords, MeasuresTheUnionWithinTheSession) {
  // 09:55 to 10:20, 10:15 to 10:30, 10:40 to 11:10.
  const auto records = Derive(
      {Watched(-5 * kMinute, 20 * kMinute), Watched(15 * kMinute, 30 * kMinute),
       Watched(40 * kMinute, 70 * kMinute)},
      MeasuresOf(kMinute, std::nullopt));
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].online_seconds, 50 * 60);
  EXPECT_EQ(records[0].online.size(), 2u);
  EXPECT_EQ(records[1].online, records[0].online);
}

TEST(DeriveRecords, CountsDevicesAndSessionsOfAPersonOnce) {
  const auto records =
      Derive({Watched({}, 60 * kMinute), Watched(10 * kMinute, 50 * kMinute),
              Watched(30 * kMinute, 90 * kMinute, "talk")},
             MeasuresOf(kMinute, std::nullopt));
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].online_seconds, 3600);
  EXPECT_EQ(records[1].online_seconds, 1800);
  EXPECT_EQ(records[2].online_seconds, 5400);
}

TEST(DeriveRecords, TakesAnAdmissionForEnough) {
  const Measures measures = MeasuresOf(45 * kMinute, 30 * kMinute);
  const auto inside = Derive({Inside({}, absl::InfiniteFuture())}, measures);
  EXPECT_EQ(In("panel", inside), Bucket::kInPersonOnly);
  EXPECT_EQ(In("venue", inside), Bucket::kInPersonOnly);
  EXPECT_EQ(inside[0].inside_since, At({}));
  // Also when the person has left at once.
  const auto left = Derive({Inside({}, At({}))}, measures);
  EXPECT_EQ(In("panel", left), Bucket::kInPersonOnly);
  EXPECT_FALSE(left[0].in_person.empty());
  EXPECT_EQ(left[0].inside_since, std::nullopt);
}

TEST(DeriveRecords, TellsBothWaysApart) {
  const Measures measures = MeasuresOf(45 * kMinute, 30 * kMinute);
  const auto records = Derive(
      {Inside({}, At(kMinute), "talk"), Watched({}, 45 * kMinute)}, measures);
  EXPECT_EQ(In("panel", records), Bucket::kOnlineOnly);
  EXPECT_EQ(In("talk", records), Bucket::kInPersonOnly);
  // Whoever has attended a session has attended the event, which is longer.
  EXPECT_EQ(In("venue", records), Bucket::kBoth);
}

TEST(DeriveRecords, CountsNothingOfASessionWithoutMeasure) {
  const auto records = Derive({Watched({}, 60 * kMinute, "gone")},
                              MeasuresOf(kMinute, std::nullopt));
  EXPECT_EQ(In("venue", records), Bucket::kNone);
  EXPECT_EQ(records.back().online_seconds, 0);
}

TEST(DeriveRecords, IsTheSameInAnyOrder) {
  std::mt19937_64 random(2022);
  const Measures measures = MeasuresOf(20 * kMinute, 10 * kMinute);
  for (int round = 0; round < 500; ++round) {
    std::vector<Presence> presences;
    for (size_t i = random() % 7; i > 0; --i) {
      const auto from = static_cast<int>(random() % 100) * kMinute;
      const auto length = static_cast<int>(random() % 30) * kMinute;
      const std::string session = random() % 2 == 0 ? "panel" : "talk";
      if (random() % 3 == 0) {
        presences.push_back(Inside(
            from,
            random() % 2 == 0 ? At(from + length) : absl::InfiniteFuture(),
            session));
      } else {
        presences.push_back(Watched(from, from + length, session));
      }
    }
    const auto records = Derive(presences, measures);
    std::shuffle(presences.begin(), presences.end(), random);
    EXPECT_EQ(Derive(presences, measures), records);
  }
}

}  // namespace
}  // namespace rollcall::attendance
