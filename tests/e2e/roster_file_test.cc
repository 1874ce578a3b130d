#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/command_line_fixture.h"

namespace rollcall {
namespace {

using testing::Finished;
using ::testing::HasSubstr;

using RosterFileTest = testing::CommandLineFixture;

TEST_F(RosterFileTest, SaysWhatIsWrongWithAFile) {
  const std::string good =
      "email,name,mode,country\na@example.org,A,online,KE\n";
  const struct {
    const char* what;
    std::string content;
    const char* error;
  } cases[] = {
      {"empty", "", "line 1: "},
      {"of UTF-16", std::string("\xFF\xFE\x65\x00\x6D\x00", 6), "line 1: "},
      {"without needed columns", "email,country\na@example.org,KE\n",
       "`name`, `mode`"},
      {"not UTF-8", good + "b@example.org,\xC4rnst,online,KE\n",
       "line 3: name: "},
      {"with an open quotation mark", good + "b@example.org,\"B,online,KE\n",
       "line 3: name: "},
      {"with a field too many", good + "b@example.org,B,online,KE,DE\n",
       "line 3: "},
      {"with an empty cell", good + ",B,online,KE\n", "line 3: email: "},
      {"with an address that is none", good + "b,B,online,KE\n",
       "line 3: email: "},
  };
  for (const auto& bad : cases) {
    const Finished finished = Import(bad.content);
    EXPECT_EQ(finished.exit_code, 65) << bad.what;
    EXPECT_THAT(finished.error, HasSubstr(bad.error)) << bad.what;
    EXPECT_EQ(Registrations().size(), 0u) << bad.what;
  }
}

TEST_F(RosterFileTest, NamesAFileThatCannotBeRead) {
  for (const std::string& path : {folder_.File("none.csv"), folder_.path()}) {
    const Finished finished =
        Run({"registration", "import", path, "--event", forum_.name()});
    EXPECT_EQ(finished.exit_code, 74) << path;
    EXPECT_THAT(finished.error, HasSubstr(path));
  }
}

TEST_F(RosterFileTest, NamesAFileThatCannotBeWritten) {
  for (const std::string& path :
       {folder_.File("none/people.csv"), folder_.path()}) {
    const Finished finished =
        Run({"registration", "export", "--event", forum_.name(), "-o", path});
    EXPECT_EQ(finished.exit_code, 74) << path;
    EXPECT_THAT(finished.error, HasSubstr(path));
  }
}

TEST_F(RosterFileTest, LeavesNothingBehindWhenAnExportFails) {
  const Finished missing =
      Run({"registration", "export", "--event", "events/no-such-event", "-o",
           folder_.File("people.csv")});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_EQ(folder_.FileCount(), 0u);
  EXPECT_EQ(Run({"registration", "export", "--event", "no-such-event"}).output,
            "");
}

}  // namespace
}  // namespace rollcall
