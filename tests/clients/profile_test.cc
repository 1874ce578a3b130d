#include "clients/cli/profile.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <sys/stat.h>
#include <sysexits.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/cli/cli.h"
#include "clients/cli/exit_code.h"
#include "nlohmann/json.hpp"
#include "tests/clients/fake_registration.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::Finished;
using ::testing::HasSubstr;
using testing::ModeOf;
using ::testing::Not;
using testing::ReadFile;
using testing::WriteFile;

// Commands of a user whose configuration folder is the test's own.
class ProfileTest : public ::testing::Test {
 protected:
  ProfileTest() {
    setenv("XDG_CONFIG_HOME", folder_.File("config").c_str(), 1);
    unsetenv("ROLLCALL_PROFILE");
    fake_.event.set_title("fake");
    other_.event.set_title("other");
  }
  ~ProfileTest() override {
    for (const char* variable : {"XDG_CONFIG_HOME", "ROLLCALL_PROFILE",
                                 "ROLLCALL_REGISTRATION_ADDRESS"}) {
      unsetenv(variable);
    }
  }

  static Finished Run(const std::vector<std::string>& arguments,
                      const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Finished finished;
    finished.exit_code = cli::Run(arguments, {in, out, err});
    finished.output = out.str();
    finished.error = err.str();
    return finished;
  }

  // The title of the event that the service answers that `arguments` lead to.
  static std::string Asked(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"event", "get", "e", "--output", "json"});
    const Finished finished = Run(arguments);
    if (finished.exit_code != 0) return finished.error;
    return nlohmann::json::parse(finished.output)["event"]["title"];
  }

  std::string File() const { return cli::ProfilesPath(); }
  std::string Address() const { return fake_.server().registration; }
  std::string OtherAddress() const { return other_.server().registration; }

  testing::ScratchFolder folder_;
  testing::FakeRegistration fake_;
  testing::FakeRegistration other_;
};

TEST_F(ProfileTest, KeepsItsFileToItsOwner) {
  EXPECT_EQ(Run({"profile", "set", "press", "--server", "a:1", "--token-stdin"},
                "rckey_secret\n")
                .exit_code,
            0);
  EXPECT_EQ(File(), folder_.File("config/rollcall/profiles.json"));
  EXPECT_EQ(ModeOf(File()), 0600);
  EXPECT_EQ(ModeOf(folder_.File("config/rollcall")), 0700);
  // And stays so when it is written again.
  EXPECT_EQ(Run({"profile", "set", "other", "--server", "b:1"}).exit_code, 0);
  EXPECT_EQ(ModeOf(File()), 0600);
}

TEST_F(ProfileTest, ShowsNoToken) {
  Run({"profile", "set", "press", "--server", "a:1", "--token-stdin"},
      "rckey_secret\n");
  EXPECT_THAT(ReadFile(File()), HasSubstr("rckey_secret"));
  for (const char* output : {"table", "json", "csv"}) {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"profile", "list", "--output", output},
          {"profile", "show", "press", "--output", output}}) {
      const Finished shown = Run(command);
      EXPECT_EQ(shown.exit_code, 0) << shown.error;
      EXPECT_THAT(shown.output, HasSubstr("press"));
      EXPECT_THAT(shown.output, HasSubstr("kept"));
      EXPECT_THAT(shown.output + shown.error, Not(HasSubstr("secret")));
    }
  }
  // An argument cannot bring one.
  EXPECT_EQ(Run({"profile", "set", "press", "--token", "x"}).exit_code,
            EX_USAGE);
}

TEST_F(ProfileTest, ChangesWhatIsGivenAndNothingElse) {
  WriteFile(folder_.File("key"), "rckey_x");
  Run({"profile", "set", "a", "--server", "h:1", "--tls-ca",
       folder_.File("ca.pem"), "--token-stdin"},
      "rckey_secret");
  Run({"profile", "set", "a", "--reporting", "h:2", "--token-file",
       folder_.File("key")});
  auto shown = nlohmann::json::parse(
      Run({"profile", "show", "a", "--output", "json"}).output)["profile"];
  EXPECT_EQ(shown["registration"], "h:1");
  EXPECT_EQ(shown["checkin"], "h:1");
  EXPECT_EQ(shown["reporting"], "h:2");
  EXPECT_EQ(shown["tls_ca"], folder_.File("ca.pem"));
  EXPECT_EQ(shown["token"], folder_.File("key"));
  EXPECT_THAT(ReadFile(File()), Not(HasSubstr("secret")));

  Run({"profile", "set", "a", "--tls-ca", ""});
  shown = nlohmann::json::parse(
      Run({"profile", "show", "a", "--output", "json"}).output)["profile"];
  EXPECT_FALSE(shown.contains("tls_ca"));
}

TEST_F(ProfileTest, FindsFilesFromAnyFolder) {
  Run({"profile", "set", "a", "--token-file", "x/../key"});
  const auto shown = nlohmann::json::parse(
      Run({"profile", "show", "a", "--output", "json"}).output)["profile"];
  EXPECT_EQ(shown["token"], (std::filesystem::current_path() / "key").string());
}

// Flag, then environment, then profile, then default.
TEST_F(ProfileTest, IsOverruledByFlagsAndTheEnvironment) {
  Run({"profile", "set", "fake", "--registration", Address(), "--token-stdin"},
      "t");
  Run({"profile", "set", "other", "--registration", OtherAddress(),
       "--token-stdin"},
      "t");
  // The first one is the current one.
  EXPECT_EQ(Asked({}), "fake");
  EXPECT_EQ(Asked({"--profile", "other"}), "other");
  setenv("ROLLCALL_PROFILE", "other", 1);
  EXPECT_EQ(Asked({}), "other");
  EXPECT_EQ(Asked({"--profile", "fake"}), "fake");
  setenv("ROLLCALL_REGISTRATION_ADDRESS", Address().c_str(), 1);
  EXPECT_EQ(Asked({}), "fake");
  EXPECT_EQ(Asked({"--registration", OtherAddress()}), "other");
  unsetenv("ROLLCALL_PROFILE");
  unsetenv("ROLLCALL_REGISTRATION_ADDRESS");

  EXPECT_EQ(Run({"profile", "use", "other"}).exit_code, 0);
  EXPECT_EQ(Asked({}), "other");
  EXPECT_EQ(Run({"profile", "use", "none"}).exit_code, 0);
  EXPECT_THAT(Asked({"--registration", Address()}),
              HasSubstr(".local/admin-token"));
}

TEST_F(ProfileTest, SendsTheTokenThatIsClosestToTheCall) {
  WriteFile(folder_.File("flag"), "from-flag");
  Run({"profile", "set", "a", "--registration", Address(), "--token-stdin"},
      "from-profile");
  Asked({});
  EXPECT_EQ(fake_.authorization, "Bearer from-profile");
  Asked({"--token-file", folder_.File("flag")});
  EXPECT_EQ(fake_.authorization, "Bearer from-flag");
}

TEST_F(ProfileTest, RefusesWhatOthersMayRead) {
  Run({"profile", "set", "a", "--registration", Address(), "--token-stdin"},
      "t");
  EXPECT_EQ(Asked({}), "fake");
  chmod(File().c_str(), 0640);
  Finished refused = Run({"event", "get", "e"});
  EXPECT_EQ(refused.exit_code, EX_CONFIG);
  EXPECT_THAT(refused.error, HasSubstr(File()));
  EXPECT_THAT(refused.error, HasSubstr("chmod 600"));
  EXPECT_EQ(Run({"profile", "list"}).exit_code, EX_CONFIG);
  // Who uses no profile does not care.
  WriteFile(folder_.File("key"), "t");
  EXPECT_EQ(Asked({"--profile", "none", "--registration", Address(),
                   "--token-file", folder_.File("key")}),
            "fake");

  chmod(File().c_str(), 0600);
  chmod(folder_.File("config/rollcall").c_str(), 0755);
  refused = Run({"event", "get", "e"});
  EXPECT_EQ(refused.exit_code, EX_CONFIG);
  EXPECT_THAT(refused.error, HasSubstr("chmod 700"));
}

TEST_F(ProfileTest, SaysWhatIsWrong) {
  EXPECT_EQ(Run({"--profile", "nobody", "event", "list"}).exit_code, EX_CONFIG);
  EXPECT_EQ(Run({"profile", "use", "nobody"}).exit_code, cli::kExitNotFound);
  EXPECT_EQ(Run({"profile", "remove", "nobody"}).exit_code, cli::kExitNotFound);
  EXPECT_EQ(Run({"profile", "show"}).exit_code, cli::kExitNotFound);
  for (const char* name : {"", "none", "a b", "../x", ".x", "-x"}) {
    EXPECT_EQ(Run({"profile", "set", name}).exit_code, EX_USAGE) << name;
  }
  EXPECT_EQ(
      Run({"profile", "set", "a", "--token-stdin"}, "two words").exit_code,
      EX_DATAERR);
  EXPECT_EQ(Run({"profile", "set", "a", "--token-stdin"}).exit_code,
            EX_DATAERR);

  Run({"profile", "set", "a", "--server", "h:1"});
  for (const char* content :
       {"", "{", "[]", R"({"profiles": {"a": {"colour": "red"}}})",
        R"({"profiles": {"none": {}}})",
        R"({"profiles": {"a": {"token": 1}}})"}) {
    WriteFile(File(), content);
    const Finished refused = Run({"profile", "list"});
    EXPECT_EQ(refused.exit_code, EX_CONFIG) << content;
    EXPECT_THAT(refused.error, HasSubstr(File()));
  }
}

TEST_F(ProfileTest, ForgetsWhatIsRemoved) {
  Run({"profile", "set", "a", "--token-stdin"}, "rckey_secret");
  EXPECT_EQ(Run({"profile", "remove", "a"}).exit_code, 0);
  EXPECT_THAT(ReadFile(File()), Not(HasSubstr("rckey_secret")));
  EXPECT_THAT(Run({"profile", "list"}).output, Not(HasSubstr("a:")));
}

}  // namespace
}  // namespace rollcall
