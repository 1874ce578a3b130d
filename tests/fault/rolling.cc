#include "tests/fault/rolling.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "clients/api/server.h"
#include "tests/fault/run.h"
#include "tests/harness/metrics.h"

namespace rollcall::testing {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(1);
constexpr int64_t kAnswers = 5;

// How many answers of the edge told the caller to try again.
int64_t ToldToRepeat(const Edge& edge) {
  const std::string log = edge.AccessLog();
  const std::vector<absl::string_view> lines = absl::StrSplit(log, '\n');
  return std::count_if(lines.begin(), lines.end(), [](absl::string_view line) {
    return absl::StrContains(line, R"("grpc_status": "14")");
  });
}

// Whether a process has answered a call with success, or has one that is open:
// a watch may be all that it gets, and lasts.
bool HasCalls(const ServiceProcess& process) {
  const Samples samples = SamplesAt(process.MetricsAddress());
  return std::any_of(samples.begin(), samples.end(), [](const auto& sample) {
    const auto& [name, value] = sample;
    return value > 0 && (absl::StartsWith(name, "rollcall_calls_open{") ||
                         (absl::StartsWith(name, "rollcall_calls_total{") &&
                          absl::StrContains(name, R"(code="OK")")));
  });
}

}  // namespace

Rolling::Rolling()
    : edge_(EdgeOptions{.registration = site_.AddressesOf(Role::kRegistration),
                        .checkin = site_.AddressesOf(Role::kCheckIn),
                        .reporting = site_.AddressesOf(Role::kReporting)}),
      forum_(edge_.NewChannel(client::ServiceConfig())),
      load_(forum_, [this](Role) {
        return edge_.NewChannel(client::ServiceConfig());
      }) {}

void Rolling::RestartAll(Pace pace) {
  for (const Role role : kRoles) {
    for (int i = 0; i < kInstances; ++i) {
      load_.AwaitAnswers(kAnswers);
      EXPECT_EQ(site_.At(role, i).Terminate(), 0) << site_.At(role, i).Log();
      site_.Start(role, i);
      if (pace == Pace::kCareful) AwaitCall(role, i);
    }
  }
  load_.AwaitAnswers(kAnswers);
}

void Rolling::AwaitCall(Role role, int instance) {
  const absl::Time deadline = absl::Now() + kPatience;
  while (!HasCalls(site_.At(role, instance))) {
    ASSERT_LT(absl::Now(), deadline) << NameOf(role) << " is left out by nginx";
    load_.AwaitAnswers(1);
  }
}

void Rolling::Judge(const std::string& name) {
  load_.Stop();
  load_.Judge(postgres_.url());
  PrintResult(
      {{"name", name},
       {"answers", load_.answers()},
       {"told_to_repeat", ToldToRepeat(edge_)},
       {"resumed_streams", load_.resumed()},
       {"longest_call_ms", absl::ToInt64Milliseconds(load_.longest())}});
}

}  // namespace rollcall::testing
