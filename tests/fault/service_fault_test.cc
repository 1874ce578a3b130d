#include <set>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/fault/role.h"
#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/postgres.h"

// Services that end without warning, or hang; kiosks whose clocks are wrong.
namespace rollcall::testing {
namespace {

class ServiceFaultTest : public ::testing::Test {
 protected:
  const Postgres postgres_;
};

// Of one service.
class InstanceFaultTest : public ServiceFaultTest,
                          public ::testing::WithParamInterface<Role> {
 protected:
  InstanceFaultTest() = default;

  std::string Name(const char* fault) const {
    return absl::StrCat(NameOf(GetParam()), " ", fault);
  }
};

// Kills an instance of `role`, once more and again until a call was lost with
// it. Returns which one it was.
int KillWhileCalled(Role role, Trial& trial) {
  constexpr int kMostKills = 200;
  for (int i = 0; i < kMostKills; ++i) {
    const int instance = static_cast<int>(trial.random()() % kInstances);
    const std::set<int64_t> calls = trial.diary().OpenCalls(role);
    trial.site().At(role, instance).Kill();
    if (trial.diary().AwaitLoss(role, calls)) return instance;
    trial.site().Start(role, instance);
  }
  throw std::runtime_error("no call is lost with an instance");
}

TEST_P(InstanceFaultTest, IsKilled) {
  Trial trial(Name("kill -9"), {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    int instance = 0;
    trial.Cycle([&] { instance = KillWhileCalled(GetParam(), trial); },
                [&] { trial.site().Start(GetParam(), instance); });
  }
  trial.Judge();
}

// Who waits for it gives it up, and asks the other one.
TEST_P(InstanceFaultTest, Hangs) {
  Trial trial(Name("SIGSTOP"), {postgres_.url()});
  for (int i = 0; i < Cycles(1); ++i) {
    const int instance = static_cast<int>(trial.random()() % kInstances);
    ServiceProcess& process = trial.site().At(GetParam(), instance);
    trial.Cycle(
        [&] {
          process.Pause();
          trial.diary().AwaitFailures(GetParam(), 1);
          trial.diary().AwaitNewScan();
        },
        [&] { process.Resume(); });
  }
  trial.Judge();
}

INSTANTIATE_TEST_SUITE_P(Services, InstanceFaultTest,
                         ::testing::ValuesIn(kRoles), [](const auto& info) {
                           return std::string(NameOf(info.param));
                         });

TEST_F(ServiceFaultTest, KillsAllInstancesAtOnce) {
  Trial trial("all services kill -9", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle([&] { trial.site().KillAll(); },
                [&] { trial.site().StartAll(); });
  }
  trial.Judge();
}

// Their clocks are behind or ahead by up to some hours, and never by the same.
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
