#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/backups.h"
#include "tests/fault/client.h"
#include "tests/fault/diary.h"
#include "tests/fault/load.h"
#include "tests/fault/oracle.h"
#include "tests/fault/recount.h"
#include "tests/fault/run.h"
#include "tests/fault/site.h"
#include "tests/harness/await.h"
#include "tests/harness/calls.h"
#include "tests/harness/daemon.h"
#include "tests/harness/forum.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

// The scripts of deploy/backup, as docs/operations.md has them.
namespace rollcall::testing {
namespace {

namespace fs = std::filesystem;

using reporting::v1::ReportingService;

constexpr int kAnswers = 300;

class RestoreTest : public ::testing::Test {
 protected:
  RestoreTest() {
    LinesOf(postgres_.url(), "ALTER SYSTEM SET archive_mode = on");
    LinesOf(postgres_.url(),
            absl::StrCat("ALTER SYSTEM SET archive_command = '",
                         backups_.ArchiveCommand(), "'"));
    postgres_.StopAtOnce();
    postgres_.Restart();
  }

  // Loses all data, and goes back to what they were at `time`.
  void GoBackTo(absl::Time time) {
    postgres_.StopAtOnce();
    RemoveData(postgres_.DataFolder());
    ASSERT_NO_FATAL_FAILURE(backups_.Restore(time, postgres_.DataFolder()));
    postgres_.Restart();
    AwaitWriter(postgres_.url());
  }

  const Backups backups_;
  // Writes to the archive until it ends.
  Postgres postgres_;
};

TEST_F(RestoreTest, GoesBackToATime) {
  Site site(postgres_.url());
  const Addresses addresses = {site.AddressesOf(Role::kRegistration),
                               site.AddressesOf(Role::kCheckIn),
                               site.AddressesOf(Role::kReporting)};
  Forum forum(ChannelTo(addresses.registration.front()));
  const ScratchFolder folder;
  Diary diary(folder.File("diary"));
  absl::Time time;
  {
    Load load(forum, addresses, diary);
    diary.AwaitAnswers(kAnswers);
    ASSERT_NO_FATAL_FAILURE(backups_.Make(postgres_.url()));
    diary.AwaitAnswers(kAnswers);
    fs::copy_file(folder.File("diary"), folder.File("before"));
    time = absl::Now();
    fs::copy_file(folder.File("diary"), folder.File("after"));
    diary.AwaitAnswers(kAnswers);
    load.Stop();
  }
  backups_.AwaitArchive(postgres_.url());
  site.KillAll();
  ASSERT_NO_FATAL_FAILURE(GoBackTo(time));

  const Verdict before = Judge(folder.File("before"), postgres_.url(), true);
  EXPECT_GE(before.acknowledged, 2 * kAnswers);
  EXPECT_EQ(before.lost, 0) << absl::StrJoin(before.examples, "\n");
  EXPECT_EQ(before.duplicate, 0) << absl::StrJoin(before.examples, "\n");
  // Some was under way at the time.
  const Verdict after = Judge(folder.File("after"), postgres_.url(), true);
  EXPECT_EQ(after.phantom, 0) << absl::StrJoin(after.examples, "\n");
  // There was more to lose.
  EXPECT_GT(Judge(folder.File("diary"), postgres_.url(), true).lost, 0);
  ExpectRecount(postgres_.url());

  site.StartAll();
  const auto differences = [&] {
    Client<ReportingService> client(addresses.reporting, diary, 1);
    return DifferencesOfRecount(client, forum.name());
  };
  const auto verify = [&] {
    return RunProgram(
        "rollcall", {"audit", "verify", "--event", forum.name()},
        {{"ROLLCALL_REGISTRATION_ADDRESS", addresses.registration.front()},
         {"ROLLCALL_CHECKIN_ADDRESS", addresses.checkin.front()},
         {"ROLLCALL_REPORTING_ADDRESS", addresses.reporting.front()},
         {"ROLLCALL_TOKEN_FILE", TokenFile()}});
  };
  EXPECT_EQ(differences(), 0);
  const Finished verified = verify();
  EXPECT_EQ(verified.exit_code, 0) << verified.error;

  // It goes on from there.
  Load load(forum, addresses, diary);
  diary.AwaitAnswers(kAnswers);
  load.Stop();
  ExpectRecount(postgres_.url());
  EXPECT_EQ(differences(), 0);
  EXPECT_EQ(verify().exit_code, 0);
  PrintResult({{"name", "restore"},
               {"cycles", 1},
               {"acknowledged", before.acknowledged},
               {"lost", before.lost},
               {"phantom", after.phantom},
               {"duplicate", before.duplicate}});
}

TEST_F(RestoreTest, GoesToTheEndOfTheArchive) {
  LinesOf(postgres_.url(), "CREATE TABLE note (text text)");
  {
    // Whoever leads by then, a backup is of any of them.
    const Standby standby(postgres_);
    ASSERT_NO_FATAL_FAILURE(backups_.Make(standby.url()));
  }
  LinesOf(postgres_.url(), "INSERT INTO note VALUES ('archived')");
  backups_.AwaitArchive(postgres_.url());
  ASSERT_NO_FATAL_FAILURE(GoBackTo(absl::InfiniteFuture()));
  EXPECT_EQ(LinesOf(postgres_.url(), "SELECT text FROM note"), "archived\n");
}

// A copy of the server goes on beyond the time.
TEST_F(RestoreTest, LeavesAServerThatAStandbyFollows) {
  LinesOf(postgres_.url(), "CREATE TABLE note (text text)");
  ASSERT_NO_FATAL_FAILURE(backups_.Make(postgres_.url()));
  const absl::Time time = absl::Now();
  LinesOf(postgres_.url(), "INSERT INTO note VALUES ('after')");
  backups_.AwaitArchive(postgres_.url());
  ASSERT_NO_FATAL_FAILURE(GoBackTo(time));

  const Standby standby(postgres_);
  LinesOf(postgres_.url(), "INSERT INTO note VALUES ('new')");
  Await("the standby does not follow", [&] {
    return LinesOf(standby.url(), "SELECT text FROM note") == "new\n";
  });
  EXPECT_EQ(LinesOf(standby.url(), "SELECT pg_is_in_recovery()"), "t\n");
}

TEST_F(RestoreTest, ReplacesNothing) {
  const ScratchFolder folder;
  LendToDaemons(folder.path());
  const std::string source = folder.File("segment");
  WriteFile(source, "a");
  LendToDaemons(source);
  const std::vector<std::string> arguments = {backups_.archive(), source,
                                              "0000"};
  EXPECT_EQ(backups_.Run("archive_wal", arguments), 0) << backups_.Output();
  EXPECT_EQ(backups_.Run("archive_wal", arguments), 0) << backups_.Output();
  WriteFile(source, "b");
  EXPECT_EQ(backups_.Run("archive_wal", arguments), 1);
  EXPECT_EQ(ReadFile(backups_.archive() + "/0000"), "a");
  fs::remove(source);
  EXPECT_NE(backups_.Run("archive_wal", {backups_.archive(), source, "0001"}),
            0);
  EXPECT_FALSE(fs::exists(backups_.archive() + "/0001"));

  // Nor does it take a backup that was changed, or go over a server.
  ASSERT_NO_FATAL_FAILURE(backups_.Make(postgres_.url()));
  const auto restore = [&](const std::string& data) {
    return backups_.Run("restore", {backups_.Backup(), backups_.archive(),
                                    "2100-01-01 00:00:00+00", data});
  };
  EXPECT_EQ(restore(postgres_.DataFolder()), 1);
  WriteFile(backups_.Backup() + "/PG_VERSION", "15 \n");
  EXPECT_NE(restore(folder.File("new")), 0);
  EXPECT_FALSE(fs::exists(folder.File("new")));
}

}  // namespace
}  // namespace rollcall::testing
