#include "tests/harness/health.h"

#include "gtest/gtest.h"

#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"

namespace rollcall {
namespace {

using testing::ChannelTo;
using testing::Health;
using testing::HealthOf;
using testing::RunProgram;
using testing::ScratchDatabase;
using testing::ServiceProcess;

TEST(HealthTest, SaysThatTheDatabaseIsGone) {
  ScratchDatabase database;
  ASSERT_EQ(RunProgram("rollcall-migrate", {"--database-url", database.url()})
                .exit_code,
            0);
  const ServiceProcess reporting("reporting", database.url());
  const auto channel = ChannelTo(reporting.address());
  EXPECT_EQ(HealthOf(channel, ""), Health::kServing);
  EXPECT_EQ(HealthOf(channel, "rollcall.reporting.v1.ReportingService"),
            Health::kServing);
  database.Drop();
  // The service asks once a second; ctest ends a test that waits for ever.
  while (HealthOf(channel, "") == Health::kServing) {
  }
  EXPECT_EQ(HealthOf(channel, "rollcall.reporting.v1.ReportingService"),
            Health::kNotServing);
}

}  // namespace
}  // namespace rollcall
