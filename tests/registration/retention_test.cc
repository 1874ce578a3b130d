#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/registration/privacy_store.h"
#include "tests/harness/sql.h"
#include "tests/registration/traces.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Instance;
using rollcall::testing::UniqueSlug;
using ::testing::IsEmpty;

// More than one batch has.
constexpr int kPeople = 230;

std::string IdOf(Traces& traces) { return traces.forum().name().substr(7); }

void SetRetention(Traces& traces, const std::string& time) {
  ExecuteSql(absl::StrCat("UPDATE rollcall.event SET retention_time = ", time,
                          " WHERE event_id = '", IdOf(traces), "'"));
}

std::string CountPeople(Traces& traces) {
  return ExecuteSql(
      absl::StrCat("SELECT count(*) FROM rollcall.person WHERE event_id = '",
                   IdOf(traces), "'"));
}

// Runs the job as an instance does, until nothing is left.
void EraseAllExpired() {
  Instance instance;
  PrivacyStore store(instance.pool());
  bool more = true;
  while (more) {
    const auto step = store.EraseExpired(absl::Now() + absl::Seconds(60));
    ASSERT_TRUE(step.ok()) << step.status();
    more = *step;
  }
}

TEST(RetentionTest, ErasesAnEventThatIsOverOnce) {
  Traces traces;
  for (int i = 0; i < kPeople; ++i) {
    traces.forum().Register(type::v1::MODE_ONLINE);
  }
  const std::string before = traces.Reports();
  SetRetention(traces, "end_time");
  Together(4, [&](int) {
    EraseAllExpired();
    return true;
  });
  EXPECT_EQ(CountPeople(traces), "0");
  EXPECT_EQ(traces.Reports(), before);
  EXPECT_EQ(ExecuteSql(absl::StrCat(
                "SELECT count(*) FROM rollcall.registration WHERE event_id = '",
                IdOf(traces), "' AND erase_time IS NOT NULL AND version = 2")),
            std::to_string(kPeople));
}

TEST(RetentionTest, RemovesWhatIsSaidOfPeopleWhomNobodyKnows) {
  Traces traces;
  const std::string mark = UniqueSlug();
  const std::string stranger = UniqueSlug();
  traces.LeaveEverywhere(mark);
  traces.Report(traces.Join("stranger", EmailOf(stranger)));
  auto scan = traces.ScanOfCode(stranger);
  scan.set_force(true);
  scan.set_force_reason(stranger);
  traces.Scan(scan);
  const auto annulled = traces.ScanOfCode("no badge");
  traces.Upload(annulled);
  traces.Annul(annulled, stranger);
  const auto resolved = traces.ScanOfCode("no badge");
  traces.Upload(resolved);
  traces.Resolve(resolved, stranger);
  SetRetention(traces, "end_time");
  EraseAllExpired();
  EXPECT_THAT(TablesWith(mark), IsEmpty());
  EXPECT_THAT(TablesWith(stranger), IsEmpty());
}

// What is written after the rest is gone is found by itself.
TEST(RetentionTest, RemovesWordsThatCameLater) {
  Traces traces;
  SetRetention(traces, "end_time");
  const std::string mark = UniqueSlug();
  const auto annulled = traces.ScanOfCode("no badge");
  const auto resolved = traces.ScanOfCode("no badge");
  traces.Upload(annulled);
  traces.Upload(resolved);
  EraseAllExpired();
  traces.Annul(annulled, mark);
  EraseAllExpired();
  EXPECT_THAT(TablesWith(mark), IsEmpty());
  traces.Resolve(resolved, mark);
  EraseAllExpired();
  EXPECT_THAT(TablesWith(mark), IsEmpty());
}

TEST(RetentionTest, ErasesWhoeverRegistersLater) {
  Traces traces;
  SetRetention(traces, "end_time");
  EraseAllExpired();
  traces.Register(UniqueSlug());
  EraseAllExpired();
  EXPECT_EQ(CountPeople(traces), "0");
}

TEST(RetentionTest, KeepsEventsWhoseTimeHasNotCome) {
  Traces without;
  Traces later;
  const std::string mark = UniqueSlug();
  without.LeaveEverywhere(absl::StrCat(mark, "-without"));
  later.LeaveEverywhere(absl::StrCat(mark, "-later"));
  const auto before = TablesWith(mark);
  SetRetention(later, "now() + interval '1 hour'");
  EraseAllExpired();
  EXPECT_EQ(TablesWith(mark), before);
  EXPECT_EQ(CountPeople(without), "1");
  EXPECT_EQ(CountPeople(later), "1");
}

}  // namespace
}  // namespace rollcall::registration
