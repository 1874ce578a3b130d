#include <sstream>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/cli/cli.h"
#include "clients/cli/profile.h"
#include "clients/cli/verb.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// What may take the place of the last of `words`, without help.
std::vector<std::string> Candidates(std::vector<std::string> words) {
  words.insert(words.begin(), {"completion", "candidates"});
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(cli::Run(words, {in, out, err}), 0);
  std::vector<std::string> candidates;
  for (const auto& line : absl::StrSplit(out.str(), '\n', absl::SkipEmpty())) {
    candidates.push_back(std::string(line.substr(0, line.find('\t'))));
  }
  return candidates;
}

TEST(Completion, KnowsEveryCommand) {
  const std::vector<std::string> commands = Candidates({""});
  for (const cli::Noun& noun : cli::Nouns()) {
    EXPECT_THAT(commands, Contains(noun.name));
    const std::vector<std::string> verbs = Candidates({noun.name, ""});
    for (const cli::Verb& verb : cli::Verbs()) {
      if (verb.noun == std::string(noun.name)) {
        EXPECT_THAT(verbs, Contains(verb.verb));
      }
    }
  }
  EXPECT_THAT(Candidates({"regi"}), ElementsAre("registration"));
  EXPECT_THAT(Candidates({"registration", "ex"}), ElementsAre("export"));
  EXPECT_THAT(Candidates({"nothing", "li"}), IsEmpty());
}

TEST(Completion, KnowsFlagsAndTheirValues) {
  EXPECT_THAT(Candidates({"event", "list", "--"}),
              UnorderedElementsAre("--help", "--limit", "--output"));
  EXPECT_THAT(Candidates({"event", "list", "--output", ""}),
              ElementsAre("table", "json", "csv"));
  EXPECT_THAT(Candidates({"event", "list", "--output", "c"}),
              ElementsAre("csv"));
  EXPECT_THAT(Candidates({"event", "list", "--output=j"}),
              ElementsAre("--output=json"));
  EXPECT_THAT(Candidates({"registration", "create", "--mode", ""}),
              ElementsAre("in_person", "online"));
  EXPECT_THAT(Candidates({"breakdown", "list", "--by", "country", "--by", "d"}),
              ElementsAre("delegation", "day"));
}

TEST(Completion, OffersWhatAMethodTakesOfAnEnum) {
  EXPECT_THAT(Candidates({"device", "create", "--role", ""}),
              ElementsAre("kiosk", "supervisor"));
  EXPECT_THAT(
      Candidates({"key", "create", "--role", ""}),
      ElementsAre("supervisor", "streaming", "analyst", "registrar", "admin"));
  EXPECT_THAT(Candidates({"unmatched", "resolve", "--kind", ""}),
              ElementsAre("bot", "recorder", "bridge"));
}

TEST(Completion, KnowsArgumentsByTheirPlace) {
  // The flag before it has a value, which is no argument.
  EXPECT_THAT(
      Candidates({"registration", "change-mode", "--etag", "1", "NAME", ""}),
      ElementsAre("in_person", "online"));
  EXPECT_THAT(Candidates({"registration", "change-mode", ""}), IsEmpty());
}

TEST(Completion, SaysWhereFilesMayStand) {
  EXPECT_THAT(Candidates({"event", "create", ""}), ElementsAre(":files"));
  EXPECT_THAT(Candidates({"--token-file", ""}), ElementsAre(":files"));
  EXPECT_THAT(Candidates({"event", "create", "a.json", "--id", ""}),
              Not(Contains(":files")));
}

TEST(Completion, KnowsProfiles) {
  const testing::ScratchFolder folder;
  setenv("XDG_CONFIG_HOME", folder.path().c_str(), 1);
  cli::Profiles all;
  all.profiles["press"] = {};
  all.profiles["home"] = {};
  EXPECT_TRUE(cli::SaveProfiles(cli::ProfilesPath(), all).ok());
  EXPECT_THAT(Candidates({"--profile", ""}), ElementsAre("home", "press"));
  EXPECT_THAT(Candidates({"profile", "use", "p"}), ElementsAre("press"));
  unsetenv("XDG_CONFIG_HOME");
}

}  // namespace
}  // namespace rollcall
