#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/db/migration.h"
#include "common/db/transact.h"
#include "migrations_sql.h"
#include "services/registration/privacy_store.h"
#include "services/registration/retention_store.h"
#include "tests/harness/database.h"
#include "tests/harness/sql.h"
#include "tests/registration/traces.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Instance;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

// Runs the job as an instance does, until it waits for the next interval.
void RunJob(RetentionStore& store) {
  bool more = true;
  while (more) {
    const auto step = store.EraseExpired(absl::Now() + absl::Seconds(60));
    ASSERT_TRUE(step.ok()) << step.status();
    more = *step;
  }
}

// As an instance does that has just begun.
void EraseAllExpired() {
  Instance instance;
  RetentionStore store(instance.pool());
  RunJob(store);
}

// A database with events that ended long ago, more than two pages of them.
class ManyEvents {
 public:
  ManyEvents() : pool_(rollcall::testing::PoolOptionsOf(database_)) {}

  absl::Status Make() {
    RETURN_IF_ERROR(db::Migrate(pool_, migrations::kAll, Deadline()));
    return Run(R"sql(
      INSERT INTO rollcall.event
             (event_id, title, theme, edition, host_fair, venue, city, country_code,
              time_zone, start_time, end_time, online_threshold_seconds, request_id,
              request_hash, retention_time)
      SELECT 'event-' || n, '', '', '', '', '', '', 'CN', 'UTC', '2020-01-01', '2020-01-02',
             1, gen_random_uuid(), '', '2020-01-03'
        FROM generate_series(101, 350) AS n)sql");
  }

  // Leaves who a connection said it was at the first, one in between, and the
  // last of the events.
  absl::Status Leave() {
    return Run(R"sql(
      INSERT INTO rollcall.presence_participant
             (event_id, session_id, source, instance_id, connection_id, email, external_id)
      SELECT 'event-' || n, 'panel', 'platform', 'a', 'b', 'ada@example.org', ''
        FROM unnest(ARRAY[101, 230, 350]) AS n)sql");
  }

  // The events at which that is left.
  std::vector<std::string> Left() {
    return rollcall::testing::SelectNames(
        pool_, {"list_left",
                "SELECT event_id AS name FROM rollcall.presence_participant"});
  }

  const std::string& url() const { return database_.url(); }
  db::Pool& pool() { return pool_; }

 private:
  static absl::Time Deadline() { return absl::Now() + absl::Minutes(1); }

  absl::Status Run(const char* text) {
    return db::Transact(pool_, Deadline(),
                        [&](db::Transaction& tx) -> absl::StatusOr<bool> {
                          RETURN_IF_ERROR(tx.Script("script", text));
                          return true;
                        })
        .status();
  }

  const rollcall::testing::ScratchDatabase database_;
  db::Pool pool_;
};

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

// What comes later is found in turn: an interval goes through one page.
TEST(RetentionTest, ComesToEveryEvent) {
  ManyEvents events;
  const absl::Status made = events.Make();
  ASSERT_TRUE(made.ok()) << made;
  ASSERT_TRUE(events.Leave().ok());
  RetentionStore store(events.pool());
  RunJob(store);
  EXPECT_THAT(events.Left(), IsEmpty());

  ASSERT_TRUE(events.Leave().ok());
  for (int interval = 0; interval < 3; ++interval) {
    EXPECT_THAT(events.Left(), SizeIs(3 - interval));
    RunJob(store);
  }
  EXPECT_THAT(events.Left(), IsEmpty());
}

// Whoever cannot have an event's rows goes on to the next one.
TEST(RetentionTest, KeepsWhatAnotherWorksOnForLater) {
  ManyEvents events;
  const absl::Status made = events.Make();
  ASSERT_TRUE(made.ok()) << made;
  ASSERT_TRUE(events.Leave().ok());
  {
    pqxx::connection other(events.url());
    pqxx::work tx(other);
    tx.exec(
        "SELECT event_id FROM rollcall.presence_participant "
        " WHERE event_id = 'event-101' FOR UPDATE");
    RetentionStore store(events.pool());
    RunJob(store);
    EXPECT_THAT(events.Left(), ElementsAre("event-101"));
  }
  RetentionStore store(events.pool());
  RunJob(store);
  EXPECT_THAT(events.Left(), IsEmpty());
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
  // As when it is put off between the look and the erasure.
  Instance instance;
  const auto step =
      PrivacyStore(instance.pool())
          .EraseExpired(IdOf(later), absl::Now() + absl::Minutes(1));
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_FALSE(*step);
  EXPECT_EQ(TablesWith(mark), before);
  EXPECT_EQ(CountPeople(without), "1");
  EXPECT_EQ(CountPeople(later), "1");
}

}  // namespace
}  // namespace rollcall::registration
