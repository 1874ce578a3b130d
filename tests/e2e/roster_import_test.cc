#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/e2e/command_line_fixture.h"

namespace rollcall {
namespace {

using testing::Finished;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::NumberIn;

constexpr int kRows = 20;
// The header is on line 1, and the first row goes on over line 3.
constexpr int kBadLine = 17;

// As a spreadsheet saves it: with a byte order mark and CRLF, under headers of
// its own. The row on kBadLine is from `country`.
std::string FileWith(const std::string& country) {
  std::string text =
      "\xEF\xBB\xBF"
      "E-Mail,Full name,Mode,Land,Organisation,Shoe size\r\n"
      "p1@example.org,李四,onsite,China,\"Institute of Trade,\n"
      "Department 2\",43\r\n";
  const std::string names[] = {"Олена Шевченко", "محمد علي", "नरेंद्र", "김민준",
                               "Zoë Müller"};
  for (int row = 2; row <= kRows; ++row) {
    const int line = row + 2;
    absl::StrAppend(&text, "p", row, "@example.org,", names[row % 5],
                    ",online,", line == kBadLine ? country : "KE", ",,\r\n");
  }
  return text;
}

class RosterImportTest : public testing::CommandLineFixture {
 protected:
  Finished ImportFrom(const std::string& country,
                      std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--map", "Land=country"});
    return Import(FileWith(country), more);
  }
};

TEST_F(RosterImportTest, RegistersPeopleOfEveryScript) {
  const Finished imported = ImportFrom("Côte d'Ivoire");
  EXPECT_EQ(imported.exit_code, 0) << imported.error;
  EXPECT_EQ(NumberIn(imported.output, "registered "), kRows);
  EXPECT_THAT(imported.error, HasSubstr("Shoe size"));
  const auto people = Registrations();
  ASSERT_EQ(people.size(), static_cast<size_t>(kRows));
  EXPECT_EQ(people[0]["person"]["display_name"], "李四");
  EXPECT_EQ(people[0]["person"]["organization"],
            "Institute of Trade,\nDepartment 2");
  EXPECT_EQ(people[0]["country_code"], "CN");
  EXPECT_EQ(people[1]["person"]["display_name"], "नरेंद्र");
  EXPECT_EQ(people[14]["country_code"], "CI");
}

TEST_F(RosterImportTest, ChangesNothingInADryRun) {
  const Finished tried = ImportFrom("KE", {"--dry-run"});
  EXPECT_EQ(tried.exit_code, 0) << tried.error;
  EXPECT_EQ(NumberIn(tried.output, "would be registered "), kRows);
  EXPECT_EQ(Registrations().size(), 0u);
}

TEST_F(RosterImportTest, RegistersNobodyWhenOneRowIsBad) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--dry-run"}}) {
    const Finished refused = ImportFrom("Atlantis", more);
    EXPECT_EQ(refused.exit_code, 65);
    EXPECT_THAT(refused.error, HasSubstr("line 17: Land: "));
    EXPECT_EQ(NumberIn(refused.output, "bad rows "), 1);
    EXPECT_EQ(Registrations().size(), 0u);
  }
}

TEST_F(RosterImportTest, RegistersTheOthersWhenToldToSkipABadRow) {
  const std::string bad = folder_.File("bad.csv");
  const Finished skipped =
      ImportFrom("Atlantis", {"--skip-bad", "--errors", bad});
  EXPECT_EQ(skipped.exit_code, 2) << skipped.error;
  EXPECT_THAT(skipped.error, HasSubstr("line 17: Land: "));
  EXPECT_EQ(NumberIn(skipped.output, "registered "), kRows - 1);
  EXPECT_EQ(Registrations().size(), static_cast<size_t>(kRows - 1));
  EXPECT_THAT(testing::ReadFile(bad),
              AllOf(HasSubstr("p15@example.org"), Not(HasSubstr("p14@"))));

  // Once the row is mended, it is the only one that is new.
  const Finished mended = ImportFrom("KE");
  EXPECT_EQ(mended.exit_code, 0) << mended.error;
  EXPECT_EQ(NumberIn(mended.output, "registered "), 1);
  EXPECT_EQ(NumberIn(mended.output, "registered before "), kRows - 1);
}

TEST_F(RosterImportTest, NamesTheLineAndTheColumnOfWhatTheServiceRefuses) {
  const std::string content = absl::StrCat(
      "email,name,mode,Kind of institution\n",
      "a@example.org,A,online,academia\n", "b@example.org,B,online,alchemy\n");
  const Finished refused = Import(content);
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_THAT(refused.error, HasSubstr("line 3: Kind of institution: "));
  EXPECT_EQ(Registrations().size(), 0u);
}

TEST_F(RosterImportTest, TakesARowWithoutACountryAsOfAnUnknownOne) {
  EXPECT_EQ(ImportFrom("").exit_code, 0);
  const auto people = Registrations();
  ASSERT_EQ(people.size(), static_cast<size_t>(kRows));
  EXPECT_EQ(people[14].value("country_code", ""), "");
}

TEST_F(RosterImportTest, ChangesNothingWhenItRunsAgain) {
  ASSERT_EQ(ImportFrom("KE").exit_code, 0);
  const auto people = Registrations();
  // The same file is a replay; under an id of its own it is read anew.
  EXPECT_EQ(ImportFrom("KE").exit_code, 0);
  const Finished again = ImportFrom("KE", {"--request-id", NewUuid()});
  EXPECT_EQ(again.exit_code, 0) << again.error;
  EXPECT_EQ(NumberIn(again.output, "registered "), 0);
  EXPECT_EQ(NumberIn(again.output, "registered before "), kRows);
  EXPECT_EQ(Registrations(), people);
}

}  // namespace
}  // namespace rollcall
