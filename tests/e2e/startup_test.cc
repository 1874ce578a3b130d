#include <fstream>
#include <sys/stat.h>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "nlohmann/json.hpp"
#include "tests/harness/database.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"
#include "tests/harness/sql.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall {
namespace {

using testing::DatabaseUrl;
using testing::Environment;
using testing::Finished;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RunProgram;
using testing::ScratchDatabase;
using testing::TokenFile;

constexpr char kNoDatabase[] = "host=127.0.0.1 port=1 dbname=rollcall";
constexpr const char* kServices[] = {"rollcall-registration",
                                     "rollcall-checkin", "rollcall-reporting"};

// The reason in the last line of a program's log.
std::string ReasonIn(const std::string& log) {
  const size_t end = log.find_last_not_of('\n');
  const size_t begin = log.rfind('\n', end);
  const std::string line =
      log.substr(begin == std::string::npos ? 0 : begin + 1);
  const auto parsed = nlohmann::json::parse(line, nullptr, false);
  return parsed.is_object() ? parsed.value("reason", "") : "";
}

Finished RunService(const std::string& service,
                    const std::vector<std::string>& more,
                    Environment environment = {}) {
  std::vector<std::string> arguments = {"--listen", "127.0.0.1:0",
                                        "--startup-timeout", "0.5"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  environment.emplace_back("ROLLCALL_TICKET_KEY_DIR",
                           testing::TicketKeyFolder());
  return RunProgram(service, arguments, environment);
}

TEST(StartupTest, RefusesFlagsThatDoNotValidate) {
  const std::vector<std::string> cases[] = {
      {"--no-such-flag"},
      {"--database-connections", "0"},
      {"--database-connections", "many"},
      {"--max-threads", "-1"},
      {"--listen", "0.0.0.0:0"},
      {"--listen", "127.0.0.1"},
      {"--listen", "127.0.0.1:99999"},
      {"--log-severity", "loud"},
      {"--database-url", "host"},
  };
  for (const auto& flags : cases) {
    std::vector<std::string> arguments = {"--database-url", DatabaseUrl(),
                                          "--admin-token-file", TokenFile()};
    if (flags[0] == "--database-url")
      arguments.erase(arguments.begin(), arguments.begin() + 2);
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Finished finished = RunProgram("rollcall-checkin", arguments);
    EXPECT_EQ(finished.exit_code, 64) << flags.back();
    EXPECT_EQ(ReasonIn(finished.error), "INVALID_FLAG") << finished.error;
    EXPECT_THAT(finished.error, HasSubstr(flags.front()));
  }
}

TEST(StartupTest, RequiresADatabaseAndATokenFile) {
  for (const char* service : kServices) {
    for (const std::vector<std::string>& given :
         {std::vector<std::string>{"--database-url", DatabaseUrl()},
          std::vector<std::string>{"--admin-token-file", TokenFile()}}) {
      const Finished finished = RunService(service, given);
      EXPECT_EQ(finished.exit_code, 64);
      EXPECT_EQ(ReasonIn(finished.error), "INVALID_FLAG");
    }
  }
}

TEST(StartupTest, TakesTheEnvironmentForWantOfAFlag) {
  const Environment environment = {{"ROLLCALL_DATABASE_URL", kNoDatabase},
                                   {"ROLLCALL_ADMIN_TOKEN_FILE", TokenFile()}};
  EXPECT_EQ(ReasonIn(RunService("rollcall-checkin", {}, environment).error),
            "DATABASE_UNAVAILABLE");
  const Environment wrong = {{"ROLLCALL_DATABASE_URL", kNoDatabase},
                             {"ROLLCALL_ADMIN_TOKEN_FILE", TokenFile()},
                             {"ROLLCALL_MAX_THREADS", "none"}};
  EXPECT_EQ(ReasonIn(RunService("rollcall-checkin", {}, wrong).error),
            "INVALID_FLAG");
}

TEST(StartupTest, RefusesToRunWithoutADatabase) {
  for (const char* service : kServices) {
    const Finished finished = RunService(
        service,
        {"--database-url", kNoDatabase, "--admin-token-file", TokenFile()});
    EXPECT_EQ(finished.exit_code, 69);
    EXPECT_EQ(ReasonIn(finished.error), "DATABASE_UNAVAILABLE");
  }
}

TEST(StartupTest, KeepsThePasswordOfTheDatabaseToItself) {
  const Finished finished = RunService(
      "rollcall-checkin", {"--admin-token-file", TokenFile(), "--database-url",
                           std::string(kNoDatabase) + " password=open-sesame"});
  EXPECT_EQ(ReasonIn(finished.error), "DATABASE_UNAVAILABLE");
  EXPECT_THAT(finished.error, Not(HasSubstr("sesame")));
}

TEST(StartupTest, RefusesAnotherSchemaVersion) {
  const ScratchDatabase database;
  for (const char* service : kServices) {
    const Finished finished = RunService(
        service,
        {"--database-url", database.url(), "--admin-token-file", TokenFile()});
    EXPECT_EQ(finished.exit_code, 78);
    EXPECT_EQ(ReasonIn(finished.error), "SCHEMA_VERSION_MISMATCH");
    EXPECT_THAT(finished.error, HasSubstr("rollcall-migrate"));
  }
}

TEST(StartupTest, RefusesATokenFileThatOthersMayRead) {
  const std::string path = "/tmp/" + testing::UniqueSlug();
  std::ofstream(path) << std::string(40, 't') << "\n";
  chmod(path.c_str(), 0644);
  const Finished finished =
      RunService("rollcall-checkin",
                 {"--database-url", DatabaseUrl(), "--admin-token-file", path});
  EXPECT_EQ(finished.exit_code, 78);
  EXPECT_EQ(ReasonIn(finished.error), "TOKEN_FILE_UNUSABLE");
  unlink(path.c_str());
}

TEST(StartupTest, RequiresAFolderOfKeysToIssueTickets) {
  const Finished finished = RunProgram(
      "rollcall-registration",
      {"--database-url", DatabaseUrl(), "--admin-token-file", TokenFile()});
  EXPECT_EQ(finished.exit_code, 64);
  EXPECT_EQ(ReasonIn(finished.error), "INVALID_FLAG");
  EXPECT_THAT(finished.error, HasSubstr("--ticket-key-dir"));
}

// Refuses whatever key `folder` has, and names its file.
void ExpectUnusableKey(const std::string& folder) {
  const Finished finished =
      RunService("rollcall-registration",
                 {"--database-url", DatabaseUrl(), "--admin-token-file",
                  TokenFile(), "--ticket-key-dir", folder});
  EXPECT_EQ(finished.exit_code, 78);
  EXPECT_EQ(ReasonIn(finished.error), "TICKET_KEY_UNUSABLE") << finished.error;
  EXPECT_THAT(finished.error, HasSubstr(folder + "/0001.key"));
}

TEST(StartupTest, RefusesATicketKeyThatOthersMayRead) {
  const testing::ScratchFolder folder;
  testing::WriteFile(folder.File("0001.key"), "", 0644);
  ExpectUnusableKey(folder.path());
}

TEST(StartupTest, RefusesAnotherTicketKeyOfAKnownNumber) {
  // Publishes the key of the tests.
  const testing::ServiceProcess first("registration");
  // Makes one of its own.
  const testing::ScratchFolder folder;
  ExpectUnusableKey(folder.path());
}

TEST(StartupTest, PublishesTheSameTicketKeysFromEveryInstance) {
  const testing::ServiceProcess first("registration");
  const testing::ServiceProcess second("registration");
  for (const ticket::SigningKey& key : testing::TestTicketKeys()) {
    EXPECT_EQ(testing::ExecuteSql(
                  "SELECT encode(public_key, 'hex') FROM rollcall.ticket_key"
                  " WHERE key_id = " +
                  std::to_string(key.id())),
              absl::BytesToHexString(key.public_key()));
  }
}

TEST(StartupTest, RefusesAPortInUse) {
  const testing::ServiceProcess first("reporting");
  const Finished finished = RunProgram(
      "rollcall-reporting", {"--listen", first.address(), "--database-url",
                             DatabaseUrl(), "--admin-token-file", TokenFile()});
  EXPECT_EQ(finished.exit_code, 78);
  EXPECT_EQ(ReasonIn(finished.error), "ADDRESS_UNUSABLE");
}

TEST(StartupTest, MigratesAndThenServes) {
  const ScratchDatabase database;
  for (int run = 0; run < 2; ++run) {
    EXPECT_EQ(RunProgram("rollcall-migrate", {"--database-url", database.url()})
                  .exit_code,
              0);
  }
  // The schema is right now, so that only the token file is wrong.
  const Finished finished =
      RunService("rollcall-checkin",
                 {"--database-url", database.url(), "--admin-token-file", "/"});
  EXPECT_EQ(ReasonIn(finished.error), "TOKEN_FILE_UNUSABLE");
}

TEST(StartupTest, RefusesToMigrateWithoutADatabase) {
  const Finished finished =
      RunProgram("rollcall-migrate", {"--database-url", "host"});
  EXPECT_EQ(finished.exit_code, 64);
  EXPECT_EQ(ReasonIn(finished.error), "INVALID_FLAG");
}

}  // namespace
}  // namespace rollcall
