#include <algorithm>
#include <sstream>
#include <sysexits.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/cli/cli.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/cli/verb.h"
#include "common/base/version.h"
#include "nlohmann/json.hpp"
#include "services/registration/registration_service.h"
#include "tests/clients/command_line.h"
#include "tests/clients/fake_registration.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using ::testing::ContainsRegex;
using testing::FakeRegistration;
using testing::Finished;
using testing::Forum;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ReadFile;
using testing::RunCommandLine;
using testing::ScratchFolder;
using ::testing::StartsWith;

TEST(ExitCode, TellsClassesOfFailureApart) {
  for (const auto& [code, exit_code] :
       {std::pair(absl::StatusCode::kOk, 0),
        std::pair(absl::StatusCode::kInvalidArgument, 1),
        std::pair(absl::StatusCode::kInternal, 1),
        std::pair(absl::StatusCode::kUnimplemented, 1),
        std::pair(absl::StatusCode::kNotFound, 3),
        std::pair(absl::StatusCode::kAlreadyExists, 4),
        std::pair(absl::StatusCode::kFailedPrecondition, 5),
        std::pair(absl::StatusCode::kAborted, 5),
        std::pair(absl::StatusCode::kUnauthenticated, 6),
        std::pair(absl::StatusCode::kPermissionDenied, 6),
        std::pair(absl::StatusCode::kUnavailable, 7),
        std::pair(absl::StatusCode::kDeadlineExceeded, 7)}) {
    EXPECT_EQ(cli::ExitCodeOf(absl::Status(code, "")), exit_code) << code;
  }
  EXPECT_EQ(cli::ExitCodeOf(cli::WithExitCode(absl::NotFoundError(""), 74)),
            74);
}

TEST(Table, KnowsHowWideTextsAre) {
  EXPECT_EQ(cli::DisplayWidth(""), 0u);
  EXPECT_EQ(cli::DisplayWidth("Ada"), 3u);
  EXPECT_EQ(cli::DisplayWidth("é"), 1u);
  EXPECT_EQ(cli::DisplayWidth("e\u0301"), 1u);
  EXPECT_EQ(cli::DisplayWidth("李四"), 4u);
  EXPECT_EQ(cli::DisplayWidth("ｱ"), 1u);
  EXPECT_EQ(cli::DisplayWidth("한"), 2u);
}

TEST(Table, AlignsColumnsInEveryScript) {
  std::ostringstream out;
  cli::PrintTable({"A", "B"}, {{"李四", "x"}, {"Zoe\u0308", ""}, {"a", "yy"}},
                  out);
  EXPECT_EQ(out.str(),
            "A     B\n"
            "李四  x\n"
            "Zoe\u0308   -\n"
            "a     yy\n");
}

TEST(Table, SendsTheTerminalNoCommands) {
  EXPECT_EQ(cli::CellText("a\033[2Jb\r\nc\u009b"), "a [2Jb  c ");
}

TEST(Progress, DrawsABar) {
  EXPECT_EQ(cli::BarText(5, 10, "rows"),
            "[###############               ] 50 % 5 of 10 rows");
  EXPECT_THAT(cli::BarText(0, 0, "rows"), HasSubstr("100 %"));
  EXPECT_EQ(cli::BarText(7, -1, "rows"), "7 rows");
}

TEST(Help, HasAnExampleForEveryVerb) {
  for (const cli::Verb& verb : cli::Verbs()) {
    const Finished finished =
        RunCommandLine("127.0.0.1:1", {verb.noun, verb.verb, "--help"});
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_THAT(finished.output,
                HasSubstr(absl::StrCat("Example:\n  rollcall ", verb.noun, " ",
                                       verb.verb)));
  }
  EXPECT_THAT(RunCommandLine("127.0.0.1:1", {"--help"}).output,
              HasSubstr("Exit codes:"));
}

TEST(Version, IsThatOfThePrograms) {
  const Finished finished = RunCommandLine("127.0.0.1:1", {"--version"});
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(finished.output, absl::StrCat(kVersion, "\n"));
}

// Commands for methods whose answers the test decides.
class FakeCommandTest : public ::testing::Test {
 protected:
  Finished Run(const std::vector<std::string>& arguments,
               const std::string& input = "") {
    return RunCommandLine(fake_.server().registration, arguments, input);
  }

  FakeRegistration fake_;
  ScratchFolder folder_;
};

TEST_F(FakeCommandTest, BuildsRequestsFromFlags) {
  const Finished cancelled = Run({"registration", "cancel", "events/e/r/1",
                                  "--by", "person", "--etag", "4"});
  EXPECT_EQ(cancelled.exit_code, 0) << cancelled.error;
  EXPECT_EQ(fake_.cancelled.name(), "events/e/r/1");
  EXPECT_EQ(fake_.cancelled.etag(), "4");
  EXPECT_EQ(fake_.cancelled.initiator(),
            registration::v1::CancelRegistrationRequest::INITIATOR_PERSON);
  EXPECT_EQ(Run({"registration", "cancel", "x", "--by", "cat"}).exit_code,
            EX_USAGE);
}

TEST_F(FakeCommandTest, RefusesARoleThatTheMethodDoesNotTake) {
  const std::vector<std::string> create = {
      "key", "create", "--event", "forum", "--display-name", "Press", "--role"};
  const auto with_role = [&create, this](const char* role) {
    std::vector<std::string> arguments = create;
    arguments.push_back(role);
    return Run(arguments);
  };
  for (const char* role : {"kiosk", "ROLE_DELEGATION_HEAD", "cat"}) {
    const Finished refused = with_role(role);
    EXPECT_EQ(refused.exit_code, EX_USAGE) << role;
    EXPECT_THAT(refused.error, HasSubstr("--role: ")) << role;
  }
  // The one below has no such method.
  for (const char* role : {"analyst", "Analyst", "ROLE_ANALYST"}) {
    EXPECT_EQ(with_role(role).exit_code, 1) << role;
  }
}

TEST_F(FakeCommandTest, ShowsTheTokenOfAHeadOnce) {
  const Finished finished =
      Run({"delegation", "create", "--event", "forum", "--display-name",
           "Kenya", "--country", "kenya", "--quota-in-person", "20"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_THAT(finished.output, HasSubstr("head-token"));
  EXPECT_EQ(fake_.delegated.event(), "events/forum");
  EXPECT_EQ(fake_.delegated.delegation().country_code(), "KE");
  EXPECT_EQ(fake_.delegated.delegation().quota().in_person(), 20);
  EXPECT_FALSE(fake_.delegated.delegation().quota().has_online());
  EXPECT_NE(fake_.delegated.request_id(), "");
}

TEST_F(FakeCommandTest, TakesTheResourceOrWhatAGetPrinted) {
  for (const std::string json :
       {R"({"name": "events/forum", "title": "A"})",
        R"({"event": {"name": "events/forum", "title": "A"}})"}) {
    const Finished finished =
        Run({"event", "update", "-", "--mask", "title,capacity.online"}, json);
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    EXPECT_EQ(fake_.updated.event().title(), "A");
    EXPECT_EQ(fake_.updated.event().name(), "events/forum");
    EXPECT_THAT(fake_.updated.update_mask().paths(),
                ::testing::ElementsAre("title", "capacity.online"));
  }
  EXPECT_EQ(Run({"event", "update", "-"}, "{").exit_code, EX_DATAERR);
  EXPECT_EQ(Run({"event", "update", folder_.File("none")}).exit_code, EX_IOERR);
}

TEST_F(FakeCommandTest, WritesCsvThatNoSpreadsheetRuns) {
  auto& session = fake_.sessions.emplace_back();
  session.set_name("events/e/sessions/a");
  session.set_room("1, left");
  session.set_title("=1+1");
  EXPECT_EQ(Run({"session", "list", "--event", "e", "--output", "csv"}).output,
            "name,kind,start_time,end_time,room,title\r\n"
            "events/e/sessions/a,,,,\"1, left\",'=1+1\r\n");
  fake_.event.set_name("events/e");
  fake_.event.set_title("=1+1");
  EXPECT_EQ(Run({"event", "get", "e", "--output", "csv"}).output,
            "field,value\r\nname,events/e\r\ntitle,'=1+1\r\n");
  EXPECT_EQ(Run({"event", "get", "e", "--output", "xml"}).exit_code, EX_USAGE);
}

TEST_F(FakeCommandTest, KeepsANewTicketSecret) {
  for (const char* output : {"table", "json"}) {
    const Finished finished =
        Run({"ticket", "rotate", "events/e/r/1", "--output", output, "--png",
             folder_.File("t.png"), "--svg", folder_.File("t.svg")});
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    EXPECT_THAT(finished.output, HasSubstr("events/e/r/1"));
    EXPECT_THAT(finished.output, Not(HasSubstr("SECRET")));
    EXPECT_THAT(finished.output, Not(HasSubstr("SVG")));
    EXPECT_EQ(ReadFile(folder_.File("t.png")), "PNG-BYTES");
    EXPECT_EQ(ReadFile(folder_.File("t.svg")), "SVG-TEXT");
  }
}

TEST_F(FakeCommandTest, SaysWhatALimitIs) {
  for (const char* text : {"-1", "abc", "1.5", "2147483648"}) {
    const Finished refused =
        Run({"session", "list", "--event", "e", "--limit", text});
    EXPECT_EQ(refused.exit_code, EX_USAGE) << text;
    EXPECT_THAT(refused.error,
                StartsWith("--limit: Must be a whole number from 0 to "
                           "2147483647.\n"));
  }
  EXPECT_EQ(Run({"session", "list", "--event", "e", "--limit", "0"}).exit_code,
            0);
  EXPECT_THAT(Run({"report", "e", "--min-data-version", "-1"}).error,
              StartsWith("--min-data-version: Must be a whole number from 0 "));
}

TEST_F(FakeCommandTest, CallsOnlyWhenTheFilesCanBeWritten) {
  for (const std::string& path :
       {folder_.File("none/t.png"), folder_.path(), std::string()}) {
    const Finished refused = Run({"ticket", "rotate", "events/e/r/1", "--svg",
                                  folder_.File("t.svg"), "--png", path});
    EXPECT_EQ(refused.exit_code, EX_IOERR) << path;
    EXPECT_THAT(refused.error, HasSubstr("Cannot write ")) << path;
  }
  EXPECT_EQ(fake_.rotated.name(), "");
  EXPECT_EQ(folder_.FileCount(), 0u);
}

TEST_F(FakeCommandTest, KeepsTheFileOfBeforeWhenACallFails) {
  const std::string before = folder_.File("key");
  testing::WriteFile(before, "the one before");
  for (const std::string& path : {before, folder_.File("new")}) {
    // The service of this test has no such method.
    EXPECT_EQ(Run({"key", "create", "--event", "forum", "--display-name",
                   "Press", "--role", "analyst", "--save", path})
                  .exit_code,
              1);
  }
  EXPECT_EQ(ReadFile(before), "the one before");
  EXPECT_EQ(folder_.FileCount(), 1u);
}

TEST_F(FakeCommandTest, SaysWhyACallFailed) {
  EXPECT_EQ(Run({"registration", "approve", "events/e/r/1"}).exit_code, 1);
  EXPECT_EQ(RunCommandLine("127.0.0.1:1", {"event", "list"}).exit_code, 7);
  std::istringstream in;
  std::ostringstream out;
  EXPECT_EQ(
      cli::Run({"--token-file", "/none", "event", "list"}, {in, out, out}),
      EX_IOERR);
  EXPECT_EQ(Run({"event"}).exit_code, EX_USAGE);
  EXPECT_EQ(Run({"event", "get"}).exit_code, EX_USAGE);
}

// Commands against the service itself.
class CommandTest : public ::testing::Test {
 protected:
  Finished Run(const std::vector<std::string>& arguments,
               const std::string& input = "") {
    return RunCommandLine(serving_.server().address(), arguments, input);
  }

  testing::Serving<registration::v1::RegistrationService,
                   registration::RegistrationService>
      serving_;
};

TEST_F(CommandTest, CreatesAndShowsAnEvent) {
  const std::string id = testing::UniqueSlug();
  const std::string json = R"({"title": "Форум", "timeZone": "Asia/Shanghai",
      "startTime": "2022-09-03T01:00:00Z", "endTime": "2022-09-03T10:00:00Z"})";
  const Finished created = Run({"event", "create", "-", "--id", id}, json);
  EXPECT_EQ(created.exit_code, 0) << created.error;
  EXPECT_THAT(created.output, HasSubstr("Форум"));
  EXPECT_THAT(created.output, HasSubstr("2022-09-03T01:00:00Z"));

  const Finished shown = Run({"event", "get", id, "--output", "json"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_EQ(nlohmann::json::parse(shown.output)["event"]["name"],
            "events/" + id);
  const Finished listed = Run({"event", "list", "--limit", "1"});
  EXPECT_EQ(std::count(listed.output.begin(), listed.output.end(), '\n'), 2);
  // A second event under the same id; the file's name says which.
  EXPECT_EQ(Run({"event", "create", "-"}, shown.output).exit_code, 4);
  EXPECT_EQ(Run({"event", "get", "no-such-event"}).exit_code, 3);
  EXPECT_EQ(
      Run({"event", "create", "-", "--id", id}, R"({"title": ""})").exit_code,
      1);
}

TEST_F(CommandTest, RegistersListsAndShows) {
  Forum forum(serving_.NewChannel());
  for (int i = 0; i < 3; ++i) {
    const Finished created =
        Run({"registration", "create", "--event", forum.name(), "--email",
             absl::StrCat("p", i, "@example.org"), "--name", "李四", "--mode",
             "onsite", "--country", "Kenya", "--sector", "academia"});
    EXPECT_EQ(created.exit_code, 0) << created.error;
  }
  const Finished listed = Run(
      {"registration", "list", "--event", forum.name(), "--output", "json"});
  const auto json = nlohmann::json::parse(listed.output);
  ASSERT_EQ(json["registrations"].size(), 3u);
  EXPECT_EQ(json["registrations"][0]["country_code"], "KE");
  const Finished two =
      Run({"registration", "list", "--event", forum.name(), "--limit", "2"});
  EXPECT_EQ(std::count(two.output.begin(), two.output.end(), '\n'), 3);
  EXPECT_THAT(two.output, HasSubstr("CONFIRMED  IN_PERSON  KE       academia"));

  const std::string name = json["registrations"][0]["name"];
  EXPECT_THAT(Run({"registration", "get", name}).output,
              HasSubstr("person.display_name  李四"));
}

TEST_F(CommandTest, BlocksAndLetsInAgain) {
  Forum forum(serving_.NewChannel());
  const std::string name = forum.Register(type::v1::MODE_IN_PERSON);
  EXPECT_THAT(Run({"registration", "get", name}).output,
              Not(HasSubstr("blocked")));
  EXPECT_THAT(Run({"registration", "update", name, "--blocked"}).output,
              ContainsRegex("blocked +yes"));
  EXPECT_THAT(Run({"registration", "update", name, "--mask", "blocked"}).output,
              Not(HasSubstr("blocked")));
}

TEST_F(CommandTest, SetsTheRulesOfTheFrontDoor) {
  const Forum forum(serving_.NewChannel());
  const std::string venue = forum.Session("venue");
  const Finished updated =
      Run({"session", "update", "-", "--mask",
           "admission.reentry,admission.opens_before"},
          absl::StrCat(R"({"name": ")", venue, R"(", "admission": {"reentry":
              "REENTRY_NEVER", "opens_before": "5400s"}})"));
  EXPECT_EQ(updated.exit_code, 0) << updated.error;
  const Finished shown = Run({"session", "get", venue, "--output", "json"});
  const auto admission =
      nlohmann::json::parse(shown.output)["session"]["admission"];
  EXPECT_EQ(admission["reentry"], "REENTRY_NEVER");
  EXPECT_EQ(admission["opens_before"], "5400s");
}

TEST_F(CommandTest, ListsAllPagesOfSessions) {
  const Forum forum(serving_.NewChannel());
  const Finished listed = Run({"session", "list", "--event", forum.name()});
  EXPECT_THAT(listed.output, HasSubstr("VENUE"));
  EXPECT_THAT(listed.output, HasSubstr("PANEL"));
}

TEST_F(CommandTest, ShowsATicket) {
  Forum forum(serving_.NewChannel());
  const std::string name = forum.Register(type::v1::MODE_IN_PERSON);
  const std::string text = forum.TicketOf(name).text();
  const Finished shown = Run({"ticket", "get", name});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_THAT(shown.output, HasSubstr(text));
  for (const std::vector<std::string>& other :
       {std::vector<std::string>{"registration", "get", name},
        {"registration", "list", "--event", forum.name(), "--output",
         "json"}}) {
    EXPECT_THAT(Run(other).output, Not(HasSubstr(text)));
  }
}

}  // namespace
}  // namespace rollcall
