#include "tests/harness/patroni.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "tests/fault/run.h"
#include "tests/fault/trial.h"

// A cluster under Patroni whose leader dies, or is told to give way.
namespace rollcall::testing {
namespace {

constexpr int kFewCycles = 1;

// From the fault to the answer to a scan.
constexpr absl::Duration kTarget = absl::Seconds(30);

TrialOptions OptionsOf(const PatroniCluster& cluster) {
  TrialOptions options;
  options.database_url = cluster.writer_url();
  options.services_url = cluster.url();
  return options;
}

class PatroniTest : public ::testing::Test {
 protected:
  TrialOptions Options() const { return OptionsOf(cluster_); }

  PatroniCluster cluster_;
};

TEST_F(PatroniTest, OutlivesTheDeathOfItsLeader) {
  Trial trial("patroni_leader_killed", Options());
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    const int leader = cluster_.Leader();
    trial.Cycle([&] { cluster_.Kill(leader); });
    // The next one may die once there is another.
    cluster_.Start(leader);
    cluster_.WaitForSync();
  }
  trial.Judge(kTarget);
}

TEST_F(PatroniTest, OutlivesTheDeathOfItsStandby) {
  Trial trial("patroni_standby_killed", Options());
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    // Of two.
    const int standby = 1 - cluster_.Leader();
    trial.Cycle([&] { cluster_.Kill(standby); });
    cluster_.Start(standby);
    cluster_.WaitForSync();
  }
  trial.Judge(kTarget);
}

// Its Patroni waits for it as well, so that its key runs out, and the watchdog
// resets the machine.
TEST(PatroniHangTest, OutlivesALeaderThatHangs) {
  if (!HasMachineToItself()) GTEST_SKIP() << "only by ./dev test --fault";
  PatroniCluster cluster;
  Trial trial("patroni_leader_hangs", OptionsOf(cluster));
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    const int leader = cluster.Leader();
    trial.Cycle([&] { cluster.Pause(leader); });
    cluster.Kill(leader);
    cluster.Start(leader);
    cluster.WaitForSync();
  }
  trial.Judge(kTarget);
}

TEST_F(PatroniTest, SwitchesOver) {
  Trial trial("patroni_switchover", Options());
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    trial.Cycle([this] { cluster_.Switchover(); });
    cluster_.WaitForSync();
  }
  trial.Judge(kTarget);
}

}  // namespace
}  // namespace rollcall::testing
