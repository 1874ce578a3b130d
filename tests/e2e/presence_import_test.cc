#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/command_line_fixture.h"

namespace rollcall {
namespace {

using testing::Finished;
using ::testing::HasSubstr;
using testing::NumberIn;
using ::testing::StartsWith;

// As a platform saves it: the panel is from 03:00 to 05:00 UTC.
constexpr char kHeader[] =
    "Name (original name),Email,Join Time,Leave Time,"
    "Duration (Minutes)\r\n";
constexpr char kReport[] =
    "Li Si,person1@example.org,09/03/2022 11:00:00 AM,"
    "09/03/2022 11:20:00 AM,20\r\n"
    "Li Si,PERSON1@example.org ,09/03/2022 11:30:00 AM,,10\r\n"
    "A stranger,,09/03/2022 11:00:00 AM,09/03/2022 12:00:00 PM,60\r\n";

class PresenceImportTest : public testing::CommandLineFixture {
 protected:
  PresenceImportTest() {
    registration::v1::Registration person;
    person.set_mode(type::v1::MODE_ONLINE);
    person.mutable_person()->set_display_name("Li Si");
    person.mutable_person()->set_email("person1@example.org");
    person_ = forum_.Register(person);
  }

  Finished ImportReport(const std::string& content,
                        const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {"--date-order", "mdy"};
    all.insert(all.end(), more.begin(), more.end());
    return ImportWithoutOrder(content, all);
  }

  Finished ImportWithoutOrder(const std::string& content,
                              const std::vector<std::string>& more = {}) const {
    const std::string path = folder_.path() + "/report.csv";
    std::ofstream(path) << content;
    std::vector<std::string> arguments = {
        "presence",   "import",    path,          "--event",      forum_.name(),
        "--instance", "meeting-1", "--time-zone", "Asia/Shanghai"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  int OnlineSeconds() const {
    const Finished listed =
        Run({"call", "rollcall.checkin.v1.PresenceService/ListPresence",
             R"({"event": ")" + forum_.name() + R"(", "session": ")" +
                 forum_.Session("panel") + R"(", "registration": ")" + person_ +
                 R"("})"});
    EXPECT_EQ(listed.exit_code, 0) << listed.error;
    const auto presence = nlohmann::json::parse(listed.output)["presences"][0];
    EXPECT_EQ(presence["status"], "STATUS_PRESENT");
    const std::string text = presence["online_duration"];
    return std::stoi(text);
  }

  std::string person_;
};

TEST_F(PresenceImportTest, CountsWhatAPlatformWroteDown) {
  const Finished imported = ImportReport(std::string(kHeader) + kReport);
  EXPECT_EQ(imported.exit_code, 0) << imported.error;
  EXPECT_EQ(NumberIn(imported.output, "recorded "), 2) << imported.output;
  EXPECT_EQ(NumberIn(imported.output, "recorded, of nobody who is known"), 1);
  // Without a session it is mapped by the schedule.
  EXPECT_EQ(OnlineSeconds(), 30 * 60);

  const Finished again = ImportReport(std::string(kHeader) + kReport);
  EXPECT_EQ(again.exit_code, 0) << again.error;
  EXPECT_EQ(NumberIn(again.output, "recorded before"), 3) << again.output;
  EXPECT_EQ(OnlineSeconds(), 30 * 60);
}

TEST_F(PresenceImportTest, ReportsNothingOfAFileWithBadRows) {
  const std::string bad = std::string(kHeader) + kReport +
                          "X,x@example.org,yesterday,,5\r\n"
                          "Y,y@example.org,09/03/2022 11:00:00 AM,,\r\n"
                          "Z,z@example.org,09/03/2022 11:00:00 AM,"
                          "09/03/2022 10:00:00 AM,\r\n";
  const Finished refused = ImportReport(bad);
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_THAT(refused.error, HasSubstr("line 5: Join Time: "));
  EXPECT_THAT(refused.error, HasSubstr("line 6: Duration (Minutes): "));
  EXPECT_THAT(refused.error, HasSubstr("line 7: Leave Time: "));
  EXPECT_THAT(refused.error, HasSubstr("Nothing was reported."));
  const Finished skipped = ImportReport(bad, {"--skip-bad"});
  EXPECT_EQ(skipped.exit_code, 2);
  EXPECT_EQ(NumberIn(skipped.output, "bad rows"), 3) << skipped.output;
  EXPECT_EQ(OnlineSeconds(), 30 * 60);
}

TEST_F(PresenceImportTest, TellsAProgramWhatItCameTo) {
  const std::string bad =
      std::string(kHeader) + kReport + "X,x@example.org,yesterday,,5\r\n";
  const Finished refused = ImportReport(bad, {"--output", "json"});
  EXPECT_EQ(refused.exit_code, 65);
  auto json = nlohmann::json::parse(refused.output);
  EXPECT_EQ(json["recorded_count"], 0);
  EXPECT_EQ(json["failed_count"], 1);

  const Finished skipped =
      ImportReport(bad, {"--skip-bad", "--output", "json"});
  EXPECT_EQ(skipped.exit_code, 2) << skipped.error;
  json = nlohmann::json::parse(skipped.output);
  EXPECT_EQ(json["row_count"], 4);
  EXPECT_EQ(json["recorded_count"], 2);
  EXPECT_EQ(json["unmatched_count"], 1);
  EXPECT_EQ(json["duplicate_count"], 0);
  ASSERT_EQ(json["errors"].size(), 1u);
  EXPECT_EQ(json["errors"][0]["line"], 5);
  EXPECT_EQ(json["errors"][0]["column"], "Join Time");
  EXPECT_THAT(ImportReport(bad, {"--skip-bad", "--output", "csv"}).output,
              HasSubstr("\r\nduplicate_count,3\r\nfailed_count,1\r\n"
                        "errors,\"line 5, Join Time, "));
}

TEST_F(PresenceImportTest, SaysWhatIsWrongWithTheFileOrTheFlags) {
  for (const auto& [content, text] :
       {std::pair("", "empty"), std::pair("Name,Email\r\n", "--join-time"),
        std::pair("Join Time,Email\r\n", "--leave-time"),
        std::pair("Join Time,Leave Time\r\n", "--external-id"),
        std::pair("\xFF\xFE\x65", "UTF-8")}) {
    const Finished refused = ImportReport(content);
    EXPECT_EQ(refused.exit_code, 65) << content;
    EXPECT_THAT(refused.error, AllOf(StartsWith("line 1: "), HasSubstr(text)));
  }
  const Finished zone =
      ImportReport(std::string(kHeader) + kReport, {"--time-zone", "Nowhere"});
  EXPECT_EQ(zone.exit_code, 64);
}

TEST_F(PresenceImportTest, RefusesAColumnThatTheFileDoesNotHave) {
  const std::string report = std::string(kHeader) + kReport;
  // Also one that is looked for anyway, once somebody counts on it.
  for (const auto& [flag, header] :
       {std::pair("--email", "Mail"), std::pair("--name", "Name"),
        std::pair("--external-id", "Id"), std::pair("--leave-time", "Left")}) {
    const Finished refused = ImportReport(report, {flag, header});
    EXPECT_EQ(refused.exit_code, 65) << flag;
    EXPECT_THAT(refused.error,
                AllOf(HasSubstr(absl::StrCat(
                          flag, ": The file has no column \"", header, "\"")),
                      HasSubstr("\"Join Time\"")));
  }
  const Finished imported =
      ImportReport(report, {"--name", "name (ORIGINAL name)"});
  EXPECT_EQ(imported.exit_code, 0) << imported.error;
  EXPECT_EQ(ImportReport(report, {"--name", ""}).exit_code, 0);
}

TEST_F(PresenceImportTest, AsksForTheOrderOfADateThatDoesNotTell) {
  // The good row before it is not reported alone.
  const std::string report =
      std::string(kHeader) +
      "Li Si,person1@example.org,2022-09-03 11:00,2022-09-03 11:20,\r\n"
      "Li Si,person1@example.org,03/09/2022 11:30,,10\r\n";
  for (const std::vector<std::string>& more :
       {std::vector<std::string>(), {"--skip-bad"}}) {
    const Finished refused = ImportWithoutOrder(report, more);
    EXPECT_EQ(refused.exit_code, 65);
    EXPECT_THAT(refused.error,
                AllOf(StartsWith("line 3: Join Time: 03/09/2022 11:30 "),
                      HasSubstr("--date-order dmy")));
  }
  EXPECT_EQ(ImportWithoutOrder(report, {"--date-order", "ymd"}).exit_code, 64);
  const Finished imported = ImportWithoutOrder(report, {"--date-order", "dmy"});
  EXPECT_EQ(imported.exit_code, 0) << imported.error;
  EXPECT_EQ(NumberIn(imported.output, "recorded "), 2) << imported.output;
  EXPECT_EQ(OnlineSeconds(), 30 * 60);
}

TEST_F(PresenceImportTest, SaysThatNothingWasRecordedWhenEveryRowFails) {
  const std::string far =
      std::string(kHeader) +
      "Li Si,person1@example.org,2090-09-03 11:00,2090-09-03 11:20,\r\n";
  const Finished refused = ImportReport(far);
  EXPECT_EQ(refused.exit_code, 65) << refused.error;
  EXPECT_THAT(refused.error, AllOf(HasSubstr("line 2: INVALID_FIELD: "),
                                   HasSubstr("Nothing was recorded.")));
  // It is told once.
  const size_t first = refused.error.find("event_time: ");
  ASSERT_NE(first, std::string::npos) << refused.error;
  EXPECT_EQ(refused.error.find("event_time: ", first + 1), std::string::npos)
      << refused.error;

  const Finished skipped =
      ImportReport(std::string(kHeader) + "X,x@example.org,yesterday,,5\r\n",
                   {"--skip-bad"});
  EXPECT_EQ(skipped.exit_code, 65);
  EXPECT_EQ(ImportReport(far + kReport).exit_code, 2);
}

}  // namespace
}  // namespace rollcall
