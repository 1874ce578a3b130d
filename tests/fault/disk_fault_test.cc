#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/daemon.h"
#include "tests/harness/postgres.h"
#include "tests/harness/scratch_folder.h"

// A disk that is full, or slow.
namespace rollcall::testing {
namespace {

// A small file system of its own, if this process may make one.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& size)
      : is_mounted_(mount("tmpfs", folder_.path().c_str(), "tmpfs", 0,
                          absl::StrCat("size=", size, ",mode=0777").c_str()) ==
                    0) {}
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    // At once for whoever looks, and as soon as nobody has a file open.
    if (is_mounted_) umount2(folder_.path().c_str(), MNT_DETACH);
  }

  bool is_mounted() const { return is_mounted_; }
  std::string File(const std::string& name) const { return folder_.File(name); }

  // Leaves no byte free.
  void Fill() {
    std::ofstream file(File("ballast"));
    const std::vector<char> block(4096);
    while (file.write(block.data(), static_cast<int64_t>(block.size())) &&
           file.flush()) {
    }
  }
  void Free() { std::filesystem::remove(File("ballast")); }

 private:
  const ScratchFolder folder_;
  const bool is_mounted_;
};

class FullDiskFaultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.is_mounted()) {
      GTEST_SKIP() << "this process may not mount a file system";
    }
    // Whose processes the server's are.
    std::filesystem::permissions(disk_.File("."), std::filesystem::perms::all);
  }

  // PostgreSQL ends before its disk.
  SmallDisk disk_{"192m"};
  Postgres postgres_;
};

// Statements fail.
TEST_F(FullDiskFaultTest, HasNoRoomForTables) {
  LinesOf(postgres_.url(), absl::StrCat("COPY (SELECT) TO PROGRAM 'mkdir ",
                                        disk_.File("tables"), "'"));
  const std::string elsewhere =
      absl::StrReplaceAll(postgres_.url(), {{"/rollcall?", "/postgres?"}});
  LinesOf(elsewhere, absl::StrCat("CREATE TABLESPACE small LOCATION '",
                                  disk_.File("tables"), "'"));
  LinesOf(elsewhere, "ALTER DATABASE rollcall SET TABLESPACE small");
  Trial trial("disk of tables full", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle(
        [&] {
          disk_.Fill();
          trial.diary().AwaitFailures(20);
        },
        [&] { disk_.Free(); });
  }
  trial.Judge();
}

// The server itself gives up.
TEST_F(FullDiskFaultTest, HasNoRoomForTheLog) {
  // As under a supervisor, which starts it when there is room again.
  LinesOf(postgres_.url(), "ALTER SYSTEM SET restart_after_crash = off");
  const std::string log = postgres_.DataFolder() + "/pg_wal";
  postgres_.StopAtOnce();
  ASSERT_EQ(Daemon("/usr/bin/cp", {"-a", log, disk_.File("pg_wal")},
                   disk_.File("output"))
                .Wait(),
            0);
  std::filesystem::remove_all(log);
  std::filesystem::create_symlink(disk_.File("pg_wal"), log);
  postgres_.Restart();
  Trial trial("disk of the log full", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle(
        [&] {
          disk_.Fill();
          EXPECT_THROW(
              while (true) {
                LinesOf(postgres_.url(), "SELECT pg_switch_wal()");
              },
              std::exception);
          trial.diary().AwaitFailures(20);
        },
        [&] {
          disk_.Free();
          postgres_.Restart();
        });
  }
  trial.Judge();
}

// How long it takes until something is on the slow disk, at least.
constexpr absl::Duration kSyncDuration =
    absl::Milliseconds(ROLLCALL_SLOW_DISK_MILLISECONDS);

// The library slow_disk is loaded into a server that is started meanwhile.
class SlowDisk {
 public:
  SlowDisk() {
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    std::filesystem::copy(ROLLCALL_SLOW_DISK_LIBRARY, library());
    setenv("ROLLCALL_SLOW_DISK", folder_.File("slow").c_str(), 1);
    setenv("LD_PRELOAD", library().c_str(), 1);
  }
  ~SlowDisk() { Leave(); }

  // What is started from now on has nothing to do with it.
  void Leave() { unsetenv("LD_PRELOAD"); }
  void SlowDown() { WriteFile(folder_.File("slow"), "", 0644); }
  void SpeedUp() { std::filesystem::remove(folder_.File("slow")); }

 private:
  std::string library() const { return folder_.File("slow_disk.so"); }

  const ScratchFolder folder_;
};

TEST(SlowDiskFaultTest, TakesItsTime) {
  SlowDisk disk;
  const Postgres postgres;
  disk.Leave();
  Trial trial("disk slow", {postgres.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle(
        [&] {
          disk.SlowDown();
          const absl::Time begin = absl::Now();
          trial.diary().AwaitNewScan();
          EXPECT_GE(absl::Now() - begin, kSyncDuration);
          trial.diary().AwaitAnswers(20);
        },
        [&] { disk.SpeedUp(); });
  }
  trial.Judge();
}

}  // namespace
}  // namespace rollcall::testing
