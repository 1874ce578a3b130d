#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/attendance/fold_store.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// Rollup rows of many writers, folded while they go on.
namespace rollcall::reporting {
namespace {

using attendance::FoldLimits;
using attendance::FoldRollups;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

class FoldTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  // Folds until nothing is left to do.
  void Fold(const FoldLimits& limits) {
    for (;;) {
      const auto more =
          FoldRollups(pool_, Event(), limits, absl::Now() + absl::Minutes(1));
      ASSERT_TRUE(more.ok()) << more.status();
      if (!*more) return;
    }
  }
  // The rows of the rollups outside of the slot that is folded into.
  int64_t Unfolded() {
    int64_t rows = 0;
    for (const char* table :
         {"attendance_rollup", "presence_rollup", "session_pair_rollup"}) {
      int64_t count = 0;
      EXPECT_TRUE(absl::SimpleAtoi(
          ExecuteSql(absl::StrCat("SELECT count(*) FROM rollcall.", table,
                                  " WHERE slot >= 0 AND event_id = '", Event(),
                                  "'")),
          &count));
      rows += count;
    }
    return rows;
  }
  void ComeAndGo() {
    const std::string person = hall_.forum().Register(MODE_IN_PERSON, "FR");
    const std::string online = hall_.forum().Register(MODE_ONLINE, "KE");
    hall_.Enter(hall_.Session("venue"), person, hall_.At(absl::Minutes(5)));
    hall_.Exit(hall_.Session("venue"), person, hall_.At(absl::Minutes(50)));
    hall_.Enter(hall_.Session("panel"), person, hall_.At(absl::Minutes(125)));
    hall_.Watch(hall_.Session("panel"), online, hall_.At(absl::Minutes(130)),
                hall_.At(absl::Minutes(150)));
  }
  std::string AllSums() {
    std::string sums = Text(hall_.Summary().total());
    for (const v1::Dimension dimension :
         {v1::DIMENSION_COUNTRY, v1::DIMENSION_SESSION, v1::DIMENSION_DAY}) {
      auto breakdown = hall_.Breakdown({dimension});
      breakdown.clear_as_of();
      sums += breakdown.SerializeAsString();
    }
    v1::GetTimelineRequest request;
    request.set_event(hall_.forum().name());
    auto timeline = hall_.Timeline(request);
    timeline.clear_as_of();
    return sums + timeline.SerializeAsString();
  }
  void ExpectCleanAudit() {
    v1::AuditRollupsRequest request;
    v1::AuditRollupsResponse audit;
    request.set_event(hall_.forum().name());
    EXPECT_TRUE(Call(hall_.reports(), &v1::ReportingService::Stub::AuditRollups,
                     request, &audit)
                    .ok());
    EXPECT_EQ(audit.difference_count(), 0) << audit.DebugString();
    EXPECT_GT(audit.person_count(), 0);
  }

 private:
  std::string Event() {
    return hall_.forum().name().substr(sizeof("events/") - 1);
  }

  Hall hall_;
  db::Pool pool_{rollcall::testing::TestPoolOptions()};
};

TEST_F(FoldTest, KeepsSumsAndVersion) {
  for (int i = 0; i < 3; ++i) ComeAndGo();
  const std::string before = AllSums();
  ASSERT_GT(Unfolded(), 10);
  Fold({.unfolded = 1000, .chunk = 2});
  EXPECT_GT(Unfolded(), 10) << "few rows may stay";
  Fold({.unfolded = 0, .chunk = 3});
  EXPECT_EQ(Unfolded(), 0);
  EXPECT_EQ(AllSums(), before);
  ExpectCleanAudit();
  // Again, onto what was folded.
  ComeAndGo();
  const std::string after = AllSums();
  EXPECT_NE(after, before);
  Fold({.unfolded = 0, .chunk = 3});
  EXPECT_EQ(Unfolded(), 0);
  EXPECT_EQ(AllSums(), after);
  ExpectCleanAudit();
}

TEST_F(FoldTest, GoesOnBesideWritersAndOthers) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> folders;
  folders.reserve(3);
  for (int i = 0; i < 3; ++i) {
    folders.emplace_back([&] {
      while (!stop) Fold({.unfolded = 0, .chunk = 5});
    });
  }
  const std::vector<std::string> people = {
      hall().forum().Register(MODE_ONLINE, "CN"),
      hall().forum().Register(MODE_ONLINE, "JP")};
  std::vector<std::thread> writers;
  writers.reserve(people.size());
  for (const std::string& person : people) {
    writers.emplace_back([&, person] {
      for (int round = 0; round < 20; ++round) {
        hall().Watch(hall().Session("panel"), person,
                     hall().At(absl::Minutes(120 + round)),
                     hall().At(absl::Minutes(121 + round)));
      }
    });
  }
  for (int i = 0; i < 15; ++i) ComeAndGo();
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& folder : folders) folder.join();
  ExpectCleanAudit();
  Fold({.unfolded = 0, .chunk = 50});
  EXPECT_EQ(Unfolded(), 0);
  ExpectCleanAudit();
}

}  // namespace
}  // namespace rollcall::reporting
