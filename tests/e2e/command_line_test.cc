#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/command_line_fixture.h"
#include "tests/harness/database.h"

namespace rollcall {
namespace {

using testing::Finished;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ReadFile;
using testing::WriteFile;

class CommandLineTest : public testing::CommandLineFixture {
 protected:
  // A file in the test's folder.
  std::string FileWith(const std::string& content) const {
    std::string path = folder_.File("resource.json");
    WriteFile(path, content);
    return path;
  }

  std::vector<std::string> Create(const std::string& email) const {
    return {"registration", "create",   "--event",   forum_.name(),  "--email",
            email,          "--name",   "李四",      "--mode",       "onsite",
            "--sector",     "academia", "--country", "Côte d'Ivoire"};
  }
};

TEST_F(CommandLineTest, KeepsAnEvent) {
  const std::string id = testing::UniqueSlug();
  const std::string file = FileWith(R"({"title": "Форум",
      "timeZone": "Asia/Shanghai", "startTime": "2022-09-03T01:00:00Z",
      "endTime": "2022-09-03T10:00:00Z"})");
  const auto created = JsonOf({"event", "create", file, "--id", id});
  EXPECT_EQ(created["event"]["name"], "events/" + id);
  EXPECT_EQ(Run({"event", "create", file, "--id", id}).exit_code, 4);

  const Finished read = Run({"event", "get", id, "--output", "json"});
  EXPECT_THAT(Run({"event", "list"}).output,
              AllOf(HasSubstr("events/" + id), HasSubstr("Форум")));
  auto event = nlohmann::json::parse(read.output);
  event["event"]["title"] = "论坛";
  const std::string changed = FileWith(event.dump());
  const auto updated = JsonOf({"event", "update", changed, "--mask", "title"});
  EXPECT_EQ(updated["event"]["title"], "论坛");
  EXPECT_EQ(updated["event"]["time_zone"], "Asia/Shanghai");

  // The file has the etag from before the change.
  const Finished late = Run({"event", "update", changed, "--mask", "title"});
  EXPECT_EQ(late.exit_code, 5);
  EXPECT_THAT(late.error, HasSubstr("ETAG_MISMATCH"));
}

TEST_F(CommandLineTest, KeepsTheAgenda) {
  const std::string file = FileWith(R"({"kind": "KIND_WORKSHOP",
      "title": "Workshop", "room": "Hall 2",
      "startTime": "2022-09-03T02:00:00Z", "endTime": "2022-09-03T03:00:00Z"})");
  const std::vector<std::string> create = {
      "session", "create", file, "--event", forum_.name(), "--id", "workshop"};
  EXPECT_EQ(Run(create).exit_code, 0);
  EXPECT_EQ(Run(create).exit_code, 4);
  const std::string name = forum_.Session("workshop");
  EXPECT_EQ(JsonOf({"session", "get", name})["session"]["room"], "Hall 2");
  EXPECT_THAT(Run({"session", "list", "--event", forum_.name()}).output,
              AllOf(HasSubstr("VENUE"), HasSubstr(name)));
}

TEST_F(CommandLineTest, RegistersFindsAndCancels) {
  const auto created = JsonOf(Create("si@example.org"))["registration"];
  const std::string name = created["name"];
  EXPECT_EQ(created["country_code"], "CI");
  EXPECT_EQ(created["state"], "STATE_CONFIRMED");
  EXPECT_THAT(Run({"registration", "get", name}).output, HasSubstr("李四"));
  EXPECT_THAT(Run({"registration", "list", "--event", forum_.name(), "--state",
                   "confirmed"})
                  .output,
              AllOf(HasSubstr(name), HasSubstr("si@example.org")));

  const auto cancelled =
      JsonOf({"registration", "cancel", name, "--by", "person"});
  EXPECT_EQ(cancelled["registration"]["state"], "STATE_WITHDRAWN");
  EXPECT_THAT(Run({"registration", "list", "--event", forum_.name(), "--state",
                   "confirmed"})
                  .output,
              Not(HasSubstr(name)));
  const Finished late = Run({"registration", "approve", name});
  EXPECT_EQ(late.exit_code, 5);
  EXPECT_THAT(late.error, HasSubstr("ILLEGAL_STATE_CHANGE"));
}

TEST_F(CommandLineTest, RegistersAPersonOnce) {
  std::vector<std::string> create = Create("si@example.org");
  create.insert(create.end(), {"--external-id", "A1"});
  const auto first = JsonOf(create);
  const auto again = JsonOf(Create(" SI@Example.org "));
  EXPECT_EQ(again["already_registered"], true);
  EXPECT_EQ(again["registration"]["name"], first["registration"]["name"]);

  create = Create("wu@example.org");
  create.insert(create.end(), {"--external-id", "A1"});
  const Finished taken = Run(create);
  EXPECT_EQ(taken.exit_code, 4);
  EXPECT_THAT(taken.error, HasSubstr("EXTERNAL_ID_TAKEN"));
  EXPECT_EQ(Registrations().size(), 1u);
}

TEST_F(CommandLineTest, ShowsAndHidesTheTokenOfAHead) {
  const auto created = JsonOf({"delegation", "create", "--event", forum_.name(),
                               "--display-name", "Kenya", "--country", "KE"});
  const std::string token = created["head_token"];
  const Finished listed =
      Run({"delegation", "list", "--event", forum_.name(), "--output", "json"});
  EXPECT_THAT(listed.output, AllOf(HasSubstr("Kenya"), Not(HasSubstr(token))));
}

TEST_F(CommandLineTest, UsesNoCodeAndMakesNoKeyForAFileThatCannotBeWritten) {
  const std::string nowhere = folder_.File("none/secret");
  const std::string code =
      JsonOf({"device", "create", "--event", forum_.name(), "--display-name",
              "Gate"})["enrollment_code"];
  std::vector<std::string> enroll = {"device",      "enroll", "--event",
                                     forum_.name(), "--code", code,
                                     "--save",      nowhere};
  const Finished refused = Run(enroll);
  EXPECT_EQ(refused.exit_code, 74);
  EXPECT_THAT(refused.error, HasSubstr(nowhere));
  enroll.back() = folder_.File("secret");
  const Finished enrolled = Run(enroll);
  EXPECT_EQ(enrolled.exit_code, 0) << enrolled.error;
  EXPECT_THAT(ReadFile(enroll.back()), Not(IsEmpty()));

  EXPECT_EQ(Run({"key", "create", "--event", forum_.name(), "--role", "analyst",
                 "--display-name", "Press", "--save", nowhere})
                .exit_code,
            74);
  const auto keys = JsonOf({"key", "list", "--event", forum_.name()});
  EXPECT_EQ(keys.value("api_keys", nlohmann::json::array()).size(), 0u);
}

TEST_F(CommandLineTest, GivesEveryRoleThatItOffers) {
  for (const char* noun : {"device", "key"}) {
    const std::string offered =
        Run({"completion", "candidates", noun, "create", "--role", ""}).output;
    const std::vector<std::string> lines =
        absl::StrSplit(offered, '\n', absl::SkipEmpty());
    EXPECT_GE(lines.size(), 2u);
    for (const std::string& line : lines) {
      const Finished created =
          Run({noun, "create", "--event", forum_.name(), "--display-name", "A",
               "--role", line.substr(0, line.find('\t'))});
      EXPECT_EQ(created.exit_code, 0) << created.error;
    }
  }
}

TEST_F(CommandLineTest, WorksAtADoor) {
  const std::string ada = forum_.Register(type::v1::MODE_IN_PERSON);
  const std::string venue = forum_.Session("venue");
  const auto device =
      JsonOf({"device", "create", "--event", forum_.name(), "--display-name",
              "North", "--code-duration", "120s"})["device"]["name"];
  const std::string ticket = FileWith(forum_.TicketOf(ada).text() + "\n");
  const std::vector<std::string> where = {
      "--session", venue,   "--device",    device,
      "--gate",    "North", "--scan-time", "2022-09-03T09:30:00+08:00"};
  const auto at_door = [&where](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), where.begin(), where.end());
    return arguments;
  };
  const auto entered = JsonOf(
      at_door({"door", "check-in", "--ticket-file", ticket}))["decision"];
  EXPECT_EQ(entered["outcome"], "OUTCOME_ADMITTED");
  EXPECT_EQ(entered["registration"], ada);
  const Finished refused =
      Run(at_door({"door", "check-in", "--registration", ada}));
  EXPECT_EQ(refused.exit_code, 10);
  EXPECT_THAT(refused.output, HasSubstr("ALREADY_INSIDE"));
  EXPECT_EQ(
      Run(at_door({"door", "walk-in", "--name", "Grace Hopper"})).exit_code, 0);
  EXPECT_THAT(
      Run({"door", "search", "hopper", "--event", forum_.name()}).output,
      HasSubstr("G•••• H••••"));
  EXPECT_THAT(
      Run({"occupancy", "watch", "--session", venue, "--limit", "1"}).output,
      HasSubstr("  2       -   FREE\n"));

  const std::string scan_id = entered["scan_id"];
  const auto decided =
      JsonOf({"door", "decision", scan_id, "--device", device});
  EXPECT_EQ(decided["decision"]["outcome"], "OUTCOME_ADMITTED");
  EXPECT_EQ(Run({"door", "annul", scan_id, "--device", device, "--by", device})
                .exit_code,
            0);
  EXPECT_EQ(Run(at_door({"door", "check-in", "--registration", ada,
                         "--direction", "exit"}))
                .exit_code,
            0);
}

TEST_F(CommandLineTest, CountsWhoWasThere) {
  const std::vector<std::string> of_event = {"--event", forum_.name()};
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), of_event.begin(), of_event.end());
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    return finished.output;
  };
  forum_.Register(type::v1::MODE_IN_PERSON, "KE");
  EXPECT_THAT(run({"summary", "get"}), HasSubstr("registered_count"));
  EXPECT_THAT(run({"breakdown", "list", "--by", "country", "--output", "csv"}),
              HasSubstr("\r\nKenya,KE,1,1,0,"));
  EXPECT_THAT(run({"timeline", "list", "--bucket", "3600s", "--limit", "2"}),
              HasSubstr("2022-09-03T01:00:00Z"));
  EXPECT_THAT(run({"communique", "get", "--language", "fr"}),
              HasSubstr("language_code  fr"));
  // Of somebody who has not come something is known, too: that nothing is.
  EXPECT_THAT(run({"presence", "list"}), HasSubstr("NOT_EVALUATED"));
  for (const char* noun : {"unmatched", "conflict"}) {
    const std::string list = run({noun, "list"});
    EXPECT_EQ(std::count(list.begin(), list.end(), '\n'), 1) << list;
  }
  EXPECT_THAT(run({"audit", "export"}),
              HasSubstr(",RegistrationService.CreateRegistration,"));
  EXPECT_EQ(Run({"session", "report", forum_.Session("panel")}).exit_code, 0);
}

TEST_F(CommandLineTest, EndsWithACodeThatAScriptCanUse) {
  const std::vector<std::string> get = {"event", "get", forum_.name()};
  EXPECT_EQ(Run(get).exit_code, 0);
  EXPECT_EQ(Run({"event", "get", testing::UniqueSlug()}).exit_code, 3);
  EXPECT_EQ(Run({"registration", "get",
                 absl::StrCat(forum_.name(), "/registrations/",
                              "01a20ba9-6cb1-7df0-8d8b-45bb146c2301")})
                .exit_code,
            3);
  EXPECT_EQ(Run({"registration", "get", "si"}).exit_code, 1);
  EXPECT_EQ(Run({"event", "got"}).exit_code, 64);
  EXPECT_EQ(Run({"registration", "create", "--event", forum_.name(), "--mode",
                 "by post"})
                .exit_code,
            64);
  EXPECT_EQ(Run({"event", "update", FileWith("{")}).exit_code, 65);
  EXPECT_EQ(Run({"event", "update", folder_.File("none")}).exit_code, 74);
  EXPECT_EQ(Run({"--token-file", folder_.File("none"), "event", "get", "a"})
                .exit_code,
            74);

  const Finished stranger = RunWithToken("a-wrong-token", get);
  EXPECT_EQ(stranger.exit_code, 6);
  EXPECT_THAT(stranger.error, HasSubstr("UNAUTHENTICATED_CALL"));
  services_.registration.Kill();
  EXPECT_EQ(Run(get).exit_code, 7);
}

}  // namespace
}  // namespace rollcall
