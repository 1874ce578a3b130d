#include "common/auth/token.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall::auth {
namespace {

namespace fs = std::filesystem;

constexpr char kToken[] = "token-0123456789abcdef-0123456789abcdef";

// A folder of the test's own, removed at the end.
class Folder {
 public:
  Folder() : path_((fs::temp_directory_path() / "rollcall-XXXXXX").string()) {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
  }
  ~Folder() { fs::remove_all(path_); }

  std::string File(const std::string& name = "token") const {
    return absl::StrCat(path_, "/", name);
  }
  size_t FileCount() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(path_), {}));
  }

 private:
  std::string path_;
};

void Write(const std::string& path, const std::string& content, int mode) {
  std::ofstream(path) << content;
  ASSERT_EQ(chmod(path.c_str(), static_cast<mode_t>(mode)), 0);
}

int ModeOf(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0);
  return info.st_mode & 07777;
}

void ExpectUnusable(const std::string& path) {
  const auto token = LoadOrCreateToken(path);
  EXPECT_EQ(ReasonOf(token.status()), error::v1::TOKEN_FILE_UNUSABLE) << path;
  EXPECT_EQ(MetadataOf(token.status())["path"], path);
}

TEST(LoadOrCreateToken, MakesAFileForItsOwnerOnly) {
  const Folder folder;
  const auto token = LoadOrCreateToken(folder.File());
  ASSERT_TRUE(token.ok()) << token.status();
  // 256 bits in base64.
  EXPECT_GE(token->size(), 43u);
  EXPECT_EQ(ModeOf(folder.File()), 0600);
  EXPECT_EQ(folder.FileCount(), 1u);
}

TEST(LoadOrCreateToken, ReturnsTheSameTokenAgain) {
  const Folder folder;
  const auto made = LoadOrCreateToken(folder.File());
  const auto found = LoadOrCreateToken(folder.File());
  ASSERT_TRUE(made.ok() && found.ok());
  EXPECT_EQ(*made, *found);
}

TEST(LoadOrCreateToken, MakesAnotherTokenForEachFile) {
  const Folder folder;
  std::set<std::string> tokens;
  for (const char* name : {"a", "b", "c"}) {
    tokens.insert(LoadOrCreateToken(folder.File(name)).value());
  }
  EXPECT_EQ(tokens.size(), 3u);
}

TEST(LoadOrCreateToken, ReadsATokenThatAPersonWrote) {
  const Folder folder;
  for (const int mode : {0600, 0400}) {
    const std::string path = folder.File(absl::StrCat(mode));
    Write(path, absl::StrCat("  ", kToken, " \r\n\n"), mode);
    const auto token = LoadOrCreateToken(path);
    ASSERT_TRUE(token.ok()) << token.status();
    EXPECT_EQ(*token, kToken);
  }
}

TEST(LoadOrCreateToken, GivesOneTokenToAllThatStartAtOnce) {
  constexpr int kThreads = 16;
  const Folder folder;
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
  const Folder folder;
  for (const int mode : {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666}) {
    const std::string path = folder.File(absl::StrCat(mode));
    Write(path, kToken, mode);
    ExpectUnusable(path);
    // Nor does it put it right on its own: the token may have leaked.
    EXPECT_EQ(ModeOf(path), mode);
  }
}

TEST(LoadOrCreateToken, RefusesAFileWithoutAToken) {
  const Folder folder;
  const std::string contents[] = {"", "\n", std::string(100, ' '), "short",
                                  std::string(31, 'x')};
  for (size_t i = 0; i < std::size(contents); ++i) {
    const std::string path = folder.File(absl::StrCat(i));
    Write(path, contents[i], 0600);
    ExpectUnusable(path);
  }
}

TEST(LoadOrCreateToken, RefusesWhatIsNoFile) {
  const Folder folder;
  fs::create_directory(folder.File("folder"));
  chmod(folder.File("folder").c_str(), 0700);
  ExpectUnusable(folder.File("folder"));
  fs::create_symlink(folder.File("nowhere"), folder.File("link"));
  ExpectUnusable(folder.File("link"));
  ExpectUnusable("");
}

TEST(LoadOrCreateToken, RefusesAFolderThatTakesNoFiles) {
  const Folder folder;
  ExpectUnusable(folder.File("missing/token"));
  Write(folder.File("file"), kToken, 0600);
  ExpectUnusable(folder.File("file/token"));
  // Nobody, whatever their rights, makes files there.
  ExpectUnusable("/proc/token");
}

absl::Status Check(const std::string& authorization) {
  return Guard(kToken).Check(authorization);
}

TEST(Guard, AcceptsTheTokenWithAnyCaseOfTheScheme) {
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER ", "bEaReR "}) {
    EXPECT_TRUE(Check(absl::StrCat(scheme, kToken)).ok()) << scheme;
  }
}

TEST(Guard, RefusesEverythingElse) {
  const std::string token = kToken;
  for (const std::string& authorization : {
           std::string(),
           std::string("Bearer"),
           std::string("Bearer "),
           token,
           "Bearer" + token,
           "Basic " + token,
           "Bearer:" + token,
           "Bearer  " + token,
           " Bearer " + token,
           "Bearer " + token + " ",
           "Bearer " + token + "0",
           "Bearer " + token + std::string(1, '\0'),
           "Bearer " + token.substr(0, token.size() - 1),
           "Bearer " + token.substr(1),
           "Bearer " + absl::AsciiStrToUpper(token),
           "Bearer " + token + ", Bearer " + token,
           "Bearer " + std::string(100000, 'x'),
       }) {
    EXPECT_EQ(ReasonOf(Check(authorization)), error::v1::UNAUTHENTICATED_CALL)
        << authorization.substr(0, 60);
  }
}

TEST(Guard, DoesNotRepeatWhatItRefuses) {
  const absl::Status status = Check("Bearer hunter2");
  EXPECT_EQ(status.ToString().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace rollcall::auth
