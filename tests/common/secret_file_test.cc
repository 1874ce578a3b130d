#include "common/base/secret_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "gtest/gtest.h"

#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::ScratchFolder;
using testing::WriteFile;

constexpr char kSecret[] = "open-sesame";
constexpr uid_t kSomebody = 12345;
constexpr gid_t kGroup = 12346;

// Reads `path` as a user who is not root, of kGroup.
absl::StatusOr<std::string> ReadAsSomebody(const std::string& path) {
  EXPECT_EQ(setegid(kGroup), 0);
  EXPECT_EQ(seteuid(kSomebody), 0);
  absl::StatusOr<std::string> secret = ReadSecretFile(path);
  EXPECT_EQ(seteuid(0), 0);
  EXPECT_EQ(setegid(0), 0);
  return secret;
}

class SecretFile : public ::testing::Test {
 protected:
  SecretFile() {
    if (geteuid() != 0) return;
    chmod(folder_.path().c_str(), 0755);
  }

  // A file of `owner` and kGroup.
  void Write(uid_t owner, int mode) {
    WriteFile(path_, kSecret);
    ASSERT_EQ(chown(path_.c_str(), owner, kGroup), 0);
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }

  const ScratchFolder folder_;
  const std::string path_ = folder_.File();
};

TEST_F(SecretFile, MayBeRootsForTheGroupToRead) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  for (const int mode : {0640, 0440}) {
    Write(0, mode);
    const auto secret = ReadAsSomebody(path_);
    ASSERT_TRUE(secret.ok()) << secret.status();
    EXPECT_EQ(*secret, kSecret);
  }
}

TEST_F(SecretFile, IsOfNobodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  for (const int mode : {0660, 0650, 0644, 0444}) {
    Write(0, mode);
    EXPECT_FALSE(ReadAsSomebody(path_).ok()) << mode;
  }
  // The owner has no need of a group.
  Write(kSomebody, 0640);
  EXPECT_FALSE(ReadAsSomebody(path_).ok());
  Write(0, 0640);
  EXPECT_FALSE(ReadSecretFile(path_).ok());
}

}  // namespace
}  // namespace rollcall
