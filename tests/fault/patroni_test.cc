#include "tests/harness/patroni.h"

#include <functional>

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

// Has `fault` happen to `cluster` again and again, and judges. The cluster is
// whole before each time, and is so again at the end.
void Repeat(PatroniCluster& cluster, Trial& trial,
            const std::function<void()>& fault) {
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    cluster.WaitForSync();
    fault();
  }
  trial.Judge(kTarget);
  cluster.WaitForSync();
}

class PatroniTest : public ::testing::Test {
 protected:
  TrialOptions Options() const { return OptionsOf(cluster_); }

  PatroniCluster cluster_;
};

TEST_F(PatroniTest, OutlivesTheDeathOfItsLeader) {
  Trial trial("patroni_leader_killed", Options());
  Repeat(cluster_, trial, [&] {
    const int leader = cluster_.Leader();
    trial.Cycle([&] { cluster_.Kill(leader); });
    // It comes back as the standby.
    cluster_.Start(leader);
  });
}

TEST_F(PatroniTest, OutlivesTheDeathOfItsStandby) {
  Trial trial("patroni_standby_killed", Options());
  Repeat(cluster_, trial, [&] {
    // Of two.
    const int standby = 1 - cluster_.Leader();
    trial.Cycle([&] { cluster_.Kill(standby); });
    cluster_.Start(standby);
  });
}

// Its Patroni waits for it as well, so that its key runs out, and the watchdog
// resets the machine.
TEST(PatroniHangTest, OutlivesALeaderThatHangs) {
  if (!HasMachineToItself()) GTEST_SKIP() << "only by ./dev test --fault";
  PatroniCluster cluster;
  Trial trial("patroni_leader_hangs", OptionsOf(cluster));
  Repeat(cluster, trial, [&] {
    const int leader = cluster.Leader();
    trial.Cycle([&] { cluster.Pause(leader); });
    cluster.Kill(leader);
    cluster.Start(leader);
  });
}

TEST_F(PatroniTest, SwitchesOver) {
  Trial trial("patroni_switchover", Options());
  Repeat(cluster_, trial,
         [&] { trial.Cycle([this] { cluster_.Switchover(); }); });
}

}  // namespace
}  // namespace rollcall::testing
