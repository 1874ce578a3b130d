#include "tests/harness/health.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/certificates.h"
#include "tests/harness/database.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::ChannelTo;
using testing::Environment;
using testing::Finished;
using ::testing::HasSubstr;
using testing::Health;
using testing::HealthOf;
using ::testing::Not;
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

// What rollcall-reporting says of the one that listens at `listen`.
Finished Check(const std::string& question, const std::string& listen,
               const Environment& environment = {}) {
  return RunProgram(
      "rollcall-reporting",
      {"--check-health", question, "--listen", listen, "--database-url",
       testing::DatabaseUrl(), "--admin-token-file", testing::TokenFile()},
      environment);
}

constexpr int kExitUnavailable = 69;

TEST(CheckHealthTest, SaysThatTheServiceServes) {
  const ServiceProcess reporting("reporting");
  const Finished finished = Check("serving", reporting.address());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.output, "serving\n");
  EXPECT_EQ(Check("answering", reporting.address()).exit_code, 0);
}

TEST(CheckHealthTest, AsksOnLoopbackWhoListensEverywhere) {
  const std::string address = testing::FreeAddresses(1)[0];
  const std::string port = address.substr(address.rfind(':'));
  const Environment plaintext = {{"ROLLCALL_INSECURE_PLAINTEXT", "true"}};
  const ServiceProcess reporting("reporting", testing::DatabaseUrl(),
                                 absl::StrCat("0.0.0.0", port), plaintext);
  for (const char* any : {"0.0.0.0", "[::]"}) {
    EXPECT_EQ(Check("serving", absl::StrCat(any, port), plaintext).exit_code,
              0);
  }
}

TEST(CheckHealthTest, TellsWhoDoesNotServeFromWhoDoesNotAnswer) {
  ScratchDatabase database;
  ASSERT_EQ(RunProgram("rollcall-migrate", {"--database-url", database.url()})
                .exit_code,
            0);
  ServiceProcess reporting("reporting", database.url());
  database.Drop();
  while (Check("serving", reporting.address()).exit_code == 0) {
  }
  const Finished serving = Check("serving", reporting.address());
  EXPECT_EQ(serving.exit_code, kExitUnavailable);
  EXPECT_EQ(serving.output, "not serving\n");
  EXPECT_EQ(Check("answering", reporting.address()).exit_code, 0);
  reporting.Kill();
  EXPECT_EQ(Check("answering", reporting.address()).exit_code,
            kExitUnavailable);
}

TEST(CheckHealthTest, SpeaksTls) {
  const testing::Authority authority;
  const testing::ScratchFolder folder;
  const testing::KeyPair pair = authority.Issue("service");
  testing::WriteFile(folder.File("ca.pem"), authority.certificate());
  testing::WriteFile(folder.File("service.pem"), pair.certificate);
  testing::WriteFile(folder.File("service.key"), pair.key);
  Environment tls = {{"ROLLCALL_TLS_CERT", folder.File("service.pem")},
                     {"ROLLCALL_TLS_KEY", folder.File("service.key")}};
  const std::string listen = testing::OwnAddress();
  {
    const ServiceProcess reporting("reporting", testing::DatabaseUrl(), listen,
                                   tls);
    const Finished finished = Check("serving", reporting.address(), tls);
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    EXPECT_EQ(Check("serving", reporting.address()).exit_code,
              kExitUnavailable);
  }
  tls.emplace_back("ROLLCALL_TLS_CLIENT_CA", folder.File("ca.pem"));
  const ServiceProcess reporting("reporting", testing::DatabaseUrl(), listen,
                                 tls);
  const Finished finished = Check("serving", reporting.address(), tls);
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  // It is asked every few seconds.
  EXPECT_THAT(reporting.Log(), Not(HasSubstr("warning")));
}

}  // namespace
}  // namespace rollcall
