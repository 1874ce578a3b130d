#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/registration/traces.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::IsEmpty;

constexpr int kCalls = 32;

// Through two instances: the person is erased while doors and the platform go
// on about them.
TEST(EraseRaceTest, LeavesNothingWhileThePersonIsSeen) {
  Traces traces;
  RegistrationServer second;
  const std::string mark = UniqueSlug();
  const std::string name = traces.LeaveEverywhere(mark);

  const auto faults = Together(kCalls, [&](int i) -> std::string {
    switch (i % 4) {
      case 0: {
        Stub& stub = i % 8 == 0 ? traces.stub() : second.stub();
        return ReasonOf(
            Send(stub, Named<v1::EraseRegistrationRequest>(name)).status);
      }
      case 1: {
        auto scan = traces.ScanOf(name);
        scan.set_device(traces.forum().Device(i));
        scan.set_force(true);
        scan.set_force_reason(mark);
        traces.Scan(scan);
        return "";
      }
      case 2:
        traces.Report(traces.Leave("by mail", EmailOf(mark)));
        return "";
      default: {
        auto join = traces.Join(NewUuid(), EmailOf(mark));
        join.mutable_participant()->set_registration(name);
        traces.Report(join);
        return "";
      }
    }
  });
  EXPECT_THAT(faults, ::testing::Each(""));
  EXPECT_THAT(TablesWith(mark), IsEmpty());
  EXPECT_TRUE(traces.Get(name).has_erase_time());
  EXPECT_THAT(traces.Reports(), ::testing::HasSubstr("both_count: 1"));
}

// Several calls for each person, through two instances.
TEST(EraseRaceTest, ErasesEachOfManyPeopleOnce) {
  Traces traces;
  RegistrationServer second;
  const std::string mark = UniqueSlug();
  std::vector<std::string> names;
  for (int i = 0; i < kCalls / 4; ++i) {
    names.push_back(traces.Register(mark + "-" + std::to_string(i)));
  }
  const auto versions = Together(kCalls, [&](int i) {
    Stub& stub = i % 2 == 0 ? traces.stub() : second.stub();
    const std::string& name = names[i / 2 % names.size()];
    const auto answer = Send(stub, Named<v1::EraseRegistrationRequest>(name));
    EXPECT_TRUE(answer.ok()) << ReasonOf(answer.status);
    return answer.response.registration().erase_time().DebugString() + name;
  });
  EXPECT_EQ(std::set<std::string>(versions.begin(), versions.end()).size(),
            names.size());
  EXPECT_THAT(TablesWith(mark), IsEmpty());
}

}  // namespace
}  // namespace rollcall::registration
