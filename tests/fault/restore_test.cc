#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/client.h"
#include "tests/fault/diary.h"
#include "tests/fault/load.h"
#include "tests/fault/oracle.h"
#include "tests/fault/recount.h"
#include "tests/fault/run.h"
#include "tests/fault/site.h"
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

constexpr absl::Duration kTimeout = absl::Minutes(2);
constexpr absl::Duration kPollPeriod = absl::Milliseconds(20);
constexpr int kAnswers = 300;

template <typename Condition>
void Await(const Condition& condition) {
  const absl::Time deadline = absl::Now() + kTimeout;
  while (!condition()) {
    ASSERT_LT(absl::Now(), deadline);
    absl::SleepFor(kPollPeriod);
  }
}

class RestoreTest : public ::testing::Test {
 protected:
  RestoreTest() {
    LendToDaemons(folder_.path());
    // The server may be unable to enter the folder of the source.
    for (const char* script : {"archive_wal", "base_backup", "restore"}) {
      fs::copy_file(
          absl::StrCat(ROLLCALL_SOURCE_DIR, "/deploy/backup/", script),
          folder_.File(script));
    }
    for (const std::string& name : {archive_, backups_}) {
      fs::create_directory(name);
      LendToDaemons(name);
    }
    LinesOf(postgres_.url(), "ALTER SYSTEM SET archive_mode = on");
    LinesOf(postgres_.url(),
            absl::StrCat("ALTER SYSTEM SET archive_command = '",
                         folder_.File("archive_wal"), " ", archive_,
                         " \"%p\" %f'"));
    postgres_.StopAtOnce();
    postgres_.Restart();
  }

  // Runs a script as the user of the server. Returns its exit code.
  int Run(const std::string& script,
          const std::vector<std::string>& arguments) {
    return Daemon(folder_.File(script), arguments, folder_.File("output"))
        .Wait();
  }
  std::string Output() const { return ReadFile(folder_.File("output")); }

  // Waits until the archive has all that was committed so far.
  void AwaitArchive() {
    const std::string last =
        LinesOf(postgres_.url(), "SELECT pg_walfile_name(pg_switch_wal())");
    Await([&] {
      return fs::exists(absl::StrCat(archive_, "/",
                                     absl::StripTrailingAsciiWhitespace(last)));
    });
  }

  // As Debian has it, the folder around the data is the server's, too.
  void Destroy(const std::string& data) {
    postgres_.StopAtOnce();
    fs::remove_all(data);
    LendToDaemons(fs::path(data).parent_path());
  }

  // Waits until the server has replayed all that it is to.
  void AwaitWriter() {
    Await([this] {
      return LinesOf(postgres_.url(), "SELECT pg_is_in_recovery()") == "f\n";
    });
  }

  std::string data() const {
    return std::string(absl::StripTrailingAsciiWhitespace(
        LinesOf(postgres_.url(), "SHOW data_directory")));
  }

  const ScratchFolder folder_;
  const std::string archive_ = folder_.File("wal");
  const std::string backups_ = folder_.File("base");
  // Writes to the archive until it ends.
  Postgres postgres_;
};

TEST_F(RestoreTest, GoesBackToATime) {
  Site site(postgres_.url());
  const Addresses addresses = {site.AddressesOf(Role::kRegistration),
                               site.AddressesOf(Role::kCheckIn),
                               site.AddressesOf(Role::kReporting)};
  Forum forum(ChannelTo(addresses.registration.front()));
  Diary diary(folder_.File("diary"));
  absl::Time time;
  {
    Load load(forum, addresses, diary);
    diary.AwaitAnswers(kAnswers);
    ASSERT_EQ(Run("base_backup", {postgres_.url(), backups_}), 0) << Output();
    diary.AwaitAnswers(kAnswers);
    fs::copy_file(folder_.File("diary"), folder_.File("before"));
    time = absl::Now();
    fs::copy_file(folder_.File("diary"), folder_.File("after"));
    diary.AwaitAnswers(kAnswers);
    load.Stop();
  }
  AwaitArchive();
  const std::string server = data();
  site.KillAll();
  Destroy(server);

  const std::string backup = fs::directory_iterator(backups_)->path();
  ASSERT_EQ(Run("restore", {backup, archive_,
                            absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", time,
                                             absl::UTCTimeZone()),
                            server}),
            0)
      << Output();
  postgres_.Restart();
  AwaitWriter();

  const Verdict before = Judge(folder_.File("before"), postgres_.url(), true);
  EXPECT_GE(before.acknowledged, 2 * kAnswers);
  EXPECT_EQ(before.lost, 0) << absl::StrJoin(before.examples, "\n");
  EXPECT_EQ(before.duplicate, 0) << absl::StrJoin(before.examples, "\n");
  // Some was under way at the time.
  const Verdict after = Judge(folder_.File("after"), postgres_.url(), true);
  EXPECT_EQ(after.phantom, 0) << absl::StrJoin(after.examples, "\n");
  // There was more to lose.
  EXPECT_GT(Judge(folder_.File("diary"), postgres_.url(), true).lost, 0);
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
  ASSERT_EQ(Run("base_backup", {postgres_.url(), backups_}), 0) << Output();
  LinesOf(postgres_.url(), "INSERT INTO note VALUES ('archived')");
  AwaitArchive();
  const std::string server = data();
  Destroy(server);
  const std::string backup = fs::directory_iterator(backups_)->path();
  ASSERT_EQ(Run("restore", {backup, archive_, "end", server}), 0) << Output();
  postgres_.Restart();
  AwaitWriter();
  EXPECT_EQ(LinesOf(postgres_.url(), "SELECT text FROM note"), "archived\n");
}

TEST_F(RestoreTest, ReplacesNothing) {
  const std::string source = folder_.File("segment");
  WriteFile(source, "a");
  LendToDaemons(source);
  const std::vector<std::string> arguments = {archive_, source, "0000"};
  EXPECT_EQ(Run("archive_wal", arguments), 0) << Output();
  EXPECT_EQ(Run("archive_wal", arguments), 0) << Output();
  WriteFile(source, "b");
  EXPECT_EQ(Run("archive_wal", arguments), 1);
  EXPECT_EQ(ReadFile(absl::StrCat(archive_, "/0000")), "a");
  fs::remove(source);
  EXPECT_NE(Run("archive_wal", {archive_, source, "0001"}), 0);
  EXPECT_FALSE(fs::exists(absl::StrCat(archive_, "/0001")));

  // Nor does it take a backup that was changed, or go over a server.
  ASSERT_EQ(Run("base_backup", {postgres_.url(), backups_}), 0) << Output();
  const std::string backup = fs::directory_iterator(backups_)->path();
  const std::string now = "2100-01-01 00:00:00+00";
  EXPECT_EQ(Run("restore", {backup, archive_, now, data()}), 1);
  WriteFile(backup + "/PG_VERSION", "15 \n");
  EXPECT_NE(Run("restore", {backup, archive_, now, folder_.File("new")}), 0);
  EXPECT_FALSE(fs::exists(folder_.File("new")));
}

}  // namespace
}  // namespace rollcall::testing
