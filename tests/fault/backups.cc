#include "tests/fault/backups.h"

#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/harness/await.h"
#include "tests/harness/daemon.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

namespace rollcall::testing {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kPatience = absl::Minutes(2);

}  // namespace

Backups::Backups() {
  LendToDaemons(folder_.path());
  // The server may be unable to enter the folder of the source.
  for (const char* script : {"archive_wal", "base_backup", "restore"}) {
    fs::copy_file(absl::StrCat(ROLLCALL_SOURCE_DIR, "/deploy/backup/", script),
                  folder_.File(script));
  }
  for (const std::string& name : {archive_, backups_}) {
    fs::create_directory(name);
    LendToDaemons(name);
  }
}

std::string Backups::ArchiveCommand() const {
  return absl::StrCat(folder_.File("archive_wal"), " ", archive_, " \"%p\" %f");
}

void Backups::AwaitArchive(const std::string& url) const {
  const std::string last =
      LinesOf(url, "SELECT pg_walfile_name(pg_switch_wal())");
  Await(
      "WAL is not archived",
      [&] {
        return fs::exists(absl::StrCat(
            archive_, "/", absl::StripTrailingAsciiWhitespace(last)));
      },
      kPatience);
}

int Backups::Run(const std::string& script,
                 const std::vector<std::string>& arguments) const {
  return Daemon(folder_.File(script), arguments, folder_.File("output")).Wait();
}

std::string Backups::Output() const { return ReadFile(folder_.File("output")); }

void Backups::Make(const std::string& url) const {
  ASSERT_EQ(Run("base_backup", {url, backups_}), 0) << Output();
}

void Backups::Restore(absl::Time time, const std::string& data) const {
  const std::string text = time == absl::InfiniteFuture()
                               ? "end"
                               : absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00",
                                                  time, absl::UTCTimeZone());
  ASSERT_EQ(Run("restore", {Backup(), archive_, text, data}), 0) << Output();
}

std::string Backups::Backup() const {
  return fs::directory_iterator(backups_)->path();
}

void RemoveData(const std::string& data) {
  fs::remove_all(data);
  LendToDaemons(fs::path(data).parent_path());
}

void AwaitWriter(const std::string& url) {
  Await(
      "recovery does not end",
      [&] { return LinesOf(url, "SELECT pg_is_in_recovery()") == "f\n"; },
      kPatience);
}

}  // namespace rollcall::testing
