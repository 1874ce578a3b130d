#include "gtest/gtest.h"

#include "tests/fault/trial.h"
#include "tests/harness/postgres.h"

// Services that end without warning, or hang; kiosks whose clocks are wrong.
namespace rollcall::testing {
namespace {

class ServiceFaultTest : public ::testing::Test {
 protected:
  const Postgres postgres_;
};

TEST_F(ServiceFaultTest, KillsAnyInstance) {
  Trial trial("service kill -9", {postgres_.url()});
  for (int i = 0; i < Cycles(6); ++i) {
    const Role role = kRoles[i % kRoles.size()];
    const int instance = static_cast<int>(trial.random()() % kInstances);
    trial.Cycle([&] { trial.site().At(role, instance).Kill(); },
                [&] { trial.site().Start(role, instance); });
  }
  trial.Judge();
}

TEST_F(ServiceFaultTest, KillsAllInstancesAtOnce) {
  Trial trial("all services kill -9", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle([&] { trial.site().KillAll(); },
                [&] { trial.site().StartAll(); });
  }
  trial.Judge();
}

// Who waits for it gives it up, and asks the other one.
TEST_F(ServiceFaultTest, HasAnyInstanceHang) {
  Trial trial("service SIGSTOP", {postgres_.url()});
  for (int i = 0; i < Cycles(3); ++i) {
    const Role role = kRoles[i % kRoles.size()];
    const int instance = static_cast<int>(trial.random()() % kInstances);
    ServiceProcess& process = trial.site().At(role, instance);
    trial.Cycle(
        [&] {
          process.Pause();
          trial.diary().AwaitFailures(1);
          trial.diary().AwaitNewScan();
        },
        [&] { process.Resume(); });
  }
  trial.Judge();
}

// Their clocks are behind by up to some hours, and never by the same.
TEST_F(ServiceFaultTest, HearsOfKiosksWhoseClocksJump) {
  TrialOptions options = {postgres_.url()};
  options.clock_error = absl::Hours(6);
  Trial trial("kiosk clocks off by hours", options);
  for (int i = 0; i < Cycles(2); ++i) {
    const int instance = i % kInstances;
    trial.Cycle([&] { trial.site().At(Role::kCheckIn, instance).Kill(); },
                [&] { trial.site().Start(Role::kCheckIn, instance); });
  }
  trial.Judge();
}

}  // namespace
}  // namespace rollcall::testing
