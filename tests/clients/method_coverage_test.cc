#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/cli/services.h"
#include "clients/cli/verb.h"
#include "tests/clients/command_line.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using ::testing::HasSubstr;
using testing::ReadFile;
using testing::RunCommandLine;

// What else calls a method that no verb does.
const std::map<std::string, std::vector<std::string>>& OtherCommands() {
  static const auto* const commands =
      new std::map<std::string, std::vector<std::string>>{
          {"ImportRegistrations", {"registration", "import"}},
          {"ExportRegistrations", {"registration", "export"}},
          {"ExportAudit", {"audit", "export"}},
          {"UploadScans", {"kiosk"}},
          {"GetManifest", {"kiosk"}},
          {"ReportPresence", {"presence", "import"}},
          {"ExportAttendance", {"attendance", "export"}},
          {"ExportLedger", {"ledger", "export"}},
          {"FreezeReport", {"report"}},
          {"GetFrozenReport", {"report"}},
      };
  return *commands;
}

// Methods that no command calls, and why.
const std::map<std::string, std::string>& NoCommand() {
  static const auto* const reasons = new std::map<std::string, std::string>{
      {"StreamCheckIns",
       "Is for gateways with many scans at once; a person at a terminal has "
       "`kiosk` and `door check-in`, which decide the same way."},
      {"StreamPresence",
       "Is for platforms that call while people come and go; a file is "
       "reported by `presence import`."},
  };
  return *reasons;
}

std::set<std::string> MethodsOfVerbs() {
  std::set<std::string> methods;
  for (const cli::Verb& verb : cli::Verbs()) methods.insert(verb.method);
  return methods;
}

TEST(MethodCoverage, KnowsEveryServiceOfTheProtos) {
  std::set<std::string> declared;
  const std::regex service("(?:^|\n)service ([A-Za-z]+)");
  for (const auto& file : std::filesystem::recursive_directory_iterator(
           absl::StrCat(ROLLCALL_SOURCE_DIR, "/protos/rollcall"))) {
    if (file.path().extension() != ".proto") continue;
    const std::string text = ReadFile(file.path());
    for (std::sregex_iterator match(text.begin(), text.end(), service), end;
         match != end; ++match) {
      declared.insert((*match)[1]);
    }
  }
  std::set<std::string> known;
  for (const cli::Service& each : cli::AllServices()) {
    known.insert(each.descriptor->name());
  }
  EXPECT_EQ(known, declared);
}

TEST(MethodCoverage, HasACommandForEveryMethod) {
  const std::set<std::string> verbs = MethodsOfVerbs();
  std::set<std::string> methods;
  for (const cli::Service& service : cli::AllServices()) {
    for (int i = 0; i < service.descriptor->method_count(); ++i) {
      const std::string& name = service.descriptor->method(i)->name();
      EXPECT_TRUE(methods.insert(name).second) << name << " is twice there";
      const auto count = verbs.count(name) + OtherCommands().count(name) +
                         NoCommand().count(name);
      EXPECT_EQ(count, 1u)
          << name << " needs a verb, or a line in this file: another command, "
          << "or the reason why there is none.";
    }
  }
  // Nothing is said of methods that are gone.
  for (const std::string& verb : verbs) EXPECT_EQ(methods.count(verb), 1u);
  for (const auto& [name, command] : OtherCommands()) {
    EXPECT_EQ(methods.count(name), 1u) << name;
    std::vector<std::string> help = command;
    help.push_back("--help");
    const testing::Finished finished = RunCommandLine("127.0.0.1:1", help);
    EXPECT_EQ(finished.exit_code, 0) << name;
    EXPECT_THAT(finished.output, HasSubstr("Example:"));
  }
  for (const auto& [name, reason] : NoCommand()) {
    EXPECT_EQ(methods.count(name), 1u) << name;
    EXPECT_NE(reason, "");
  }
}

TEST(MethodCoverage, GivesEveryVerbANounAndEveryNounAVerb) {
  std::set<std::string> nouns;
  for (const cli::Noun& noun : cli::Nouns()) nouns.insert(noun.name);
  std::set<std::string> used;
  for (const cli::Verb& verb : cli::Verbs()) used.insert(verb.noun);
  EXPECT_EQ(nouns, used);
}

}  // namespace
}  // namespace rollcall
