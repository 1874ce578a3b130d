#include "common/auth/token.h"

#include <filesystem>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::auth {
namespace {

namespace fs = std::filesystem;

using testing::ModeOf;
using testing::ScratchFolder;
using testing::WriteFile;

constexpr char kToken[] = "token-0123456789abcdef-0123456789abcdef";

void ExpectUnusable(const std::string& path) {
  const auto token = LoadOrCreateToken(path);
  EXPECT_EQ(ReasonOf(token.status()), error::v1::TOKEN_FILE_UNUSABLE) << path;
  EXPECT_EQ(MetadataOf(token.status())["path"], path);
}

TEST(LoadOrCreateToken, MakesAFileForItsOwnerOnly) {
  const ScratchFolder folder;
  const auto token = LoadOrCreateToken(folder.File());
  ASSERT_TRUE(token.ok()) << token.status();
  // 256 bits in base64.
  EXPECT_GE(token->size(), 43u);
  EXPECT_EQ(ModeOf(folder.File()), 0600);
  EXPECT_EQ(folder.FileCount(), 1u);
}

TEST(LoadOrCreateToken, ReturnsTheSameTokenAgain) {
  const ScratchFolder folder;
  const auto made = LoadOrCreateToken(folder.File());
  const auto found = LoadOrCreateToken(folder.File());
  ASSERT_TRUE(made.ok() && found.ok());
  EXPECT_EQ(*made, *found);
}

TEST(LoadOrCreateToken, MakesAnotherTokenForEachFile) {
  const ScratchFolder folder;
  std::set<std::string> tokens;
  for (const char* name : {"a", "b", "c"}) {
    tokens.insert(LoadOrCreateToken(folder.File(name)).value());
  }
  EXPECT_EQ(tokens.size(), 3u);
}

TEST(LoadOrCreateToken, ReadsATokenThatAPersonWrote) {
  const ScratchFolder folder;
  for (const int mode : {0600, 0400}) {
    const std::string path = folder.File(absl::StrCat(mode));
    WriteFile(path, absl::StrCat("  ", kToken, " \r\n\n"), mode);
    const auto token = LoadOrCreateToken(path);
    ASSERT_TRUE(token.ok()) << token.status();
    EXPECT_EQ(*token, kToken);
  }
}

TEST(LoadOrCreateToken, GivesOneTokenToAllThatStartAtOnce) {
  constexpr int kThreads = 16;
  const ScratchFolder folder;
  std::vector<std::string> tokens(kThreads);
  std::vector<std::thread> threads;
  for (std::string& token : tokens) {
    threads.emplace_back([&token, &folder] {
      token = LoadOrCreateToken(folder.File()).value_or("");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), 1u);
  EXPECT_NE(tokens[0], "");
  EXPECT_EQ(folder.FileCount(), 1u);
}

TEST(LoadOrCreateToken, RefusesAFileThatOthersMayUse) {
  const ScratchFolder folder;
  for (const int mode : {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666}) {
    const std::string path = folder.File(absl::StrCat(mode));
    WriteFile(path, kToken, mode);
    ExpectUnusable(path);
    // Nor does it put it right on its own: the token may have leaked.
    EXPECT_EQ(ModeOf(path), mode);
  }
}

TEST(LoadOrCreateToken, RefusesAFileWithoutAToken) {
  const ScratchFolder folder;
  const std::string contents[] = {"", "\n", std::string(100, ' '), "short",
                                  std::string(31, 'x')};
  for (size_t i = 0; i < std::size(contents); ++i) {
    const std::string path = folder.File(absl::StrCat(i));
    WriteFile(path, contents[i], 0600);
    ExpectUnusable(path);
  }
}

TEST(LoadOrCreateToken, RefusesWhatIsNoFile) {
  const ScratchFolder folder;
  fs::create_directory(folder.File("folder"));
  chmod(folder.File("folder").c_str(), 0700);
  ExpectUnusable(folder.File("folder"));
  fs::create_symlink(folder.File("nowhere"), folder.File("link"));
  ExpectUnusable(folder.File("link"));
  ExpectUnusable("");
}

TEST(LoadOrCreateToken, RefusesAFolderThatTakesNoFiles) {
  const ScratchFolder folder;
  ExpectUnusable(folder.File("missing/token"));
  WriteFile(folder.File("file"), kToken, 0600);
  ExpectUnusable(folder.File("file/token"));
  // Nobody, whatever their rights, makes files there.
  ExpectUnusable("/proc/token");
}

}  // namespace
}  // namespace rollcall::auth
