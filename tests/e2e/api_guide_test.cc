#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/e2e/guide_page.h"
#include "tests/e2e/services.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::Finished;
using testing::GuideCommand;
using testing::GuidePage;
using testing::MatchesGuide;
using testing::ParseGuide;

// Comes before the output of each command.
constexpr char kMark[] = "\036";

GuidePage Page() {
  return ParseGuide(testing::ReadFile(
      absl::StrCat(ROLLCALL_SOURCE_DIR, "/docs/api-guide.md")));
}

// The commands as one script: what one of them sets, later ones have.
std::string ScriptOf(const GuidePage& page, const std::string& folder) {
  // Beside a proxy for others.
  std::string script =
      absl::StrCat("cd ", folder,
                   " && exec 2>&1\n"
                   "unset http_proxy https_proxy grpc_proxy\n");
  for (const GuideCommand& command : page.commands) {
    absl::StrAppend(&script, "printf '\\036'\n", command.text, "\n");
  }
  return script;
}

TEST(GuidePageTest, TellsFilesCommandsAndOutputApart) {
  const GuidePage page = ParseGuide(
      "Text\n```\n$ no\n```\n```console\n$ a \\\n>  b\nout\n> out\n$ c\n```\n"
      "```cpp x.cc\nint x;\n```\n");
  ASSERT_EQ(page.commands.size(), 2u);
  EXPECT_EQ(page.commands[0].text, "a \\\n b");
  EXPECT_EQ(page.commands[0].expected,
            (std::vector<std::string>{"out", "> out"}));
  EXPECT_EQ(page.commands[1].text, "c");
  EXPECT_EQ(page.files.at("x.cc"), "int x;\n");
}

TEST(GuidePageTest, ComparesWithGaps) {
  EXPECT_TRUE(MatchesGuide({}, {}));
  EXPECT_TRUE(MatchesGuide({"a…c", "…", "z"}, {"abc", "x", "y", "z"}));
  EXPECT_TRUE(MatchesGuide({"…"}, {}));
  EXPECT_FALSE(MatchesGuide({"…", "z"}, {"x"}));
  EXPECT_FALSE(MatchesGuide({"a…c"}, {"ab"}));
  EXPECT_FALSE(MatchesGuide({"a"}, {"a", "b"}));
  EXPECT_FALSE(MatchesGuide({"a", "b"}, {"a"}));
}

TEST(ApiGuideTest, IsRightAsItStands) {
  const std::string modules =
      absl::StrCat(ROLLCALL_SOURCE_DIR, "/tools/api_guide/node_modules");
  ASSERT_TRUE(std::filesystem::exists(modules))
      << "./dev test installs what the snippet in Node needs, or: npm ci "
         "--prefix tools/api_guide";
  const testing::Services services;
  const testing::ScratchFolder folder;
  const GuidePage page = Page();
  for (const auto& [name, content] : page.files) {
    testing::WriteFile(folder.File(name), content);
  }
  std::filesystem::create_symlink(absl::StrCat(ROLLCALL_SOURCE_DIR, "/protos"),
                                  folder.File("protos"));
  std::filesystem::create_symlink(modules, folder.File("node_modules"));
  std::filesystem::create_symlink(
      absl::StrCat(testing::ProgramFolder(), "/api_guide_kiosk"),
      folder.File("kiosk"));

  testing::Environment environment = services.ForCommandLine();
  environment.emplace_back(
      "PATH", absl::StrCat(testing::ProgramFolder(), ":/usr/bin:/bin"));
  const std::string script = folder.File("script");
  testing::WriteFile(script, ScriptOf(page, folder.path()));
  const Finished finished =
      testing::RunProgram("/bin/bash", {script}, environment);

  std::vector<std::string> outputs = absl::StrSplit(finished.output, kMark);
  ASSERT_EQ(outputs.size(), page.commands.size() + 1) << finished.output;
  outputs.erase(outputs.begin());
  for (size_t i = 0; i < outputs.size(); ++i) {
    std::vector<std::string> lines = absl::StrSplit(outputs[i], '\n');
    lines.pop_back();
    EXPECT_TRUE(MatchesGuide(page.commands[i].expected, lines))
        << "$ " << page.commands[i].text << "\nprinted\n"
        << outputs[i] << "and the page says\n"
        << absl::StrJoin(page.commands[i].expected, "\n");
  }
}

}  // namespace
}  // namespace rollcall
