#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "common/ticket/keys.h"
#include "common/ticket/ticket.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::ticket {
namespace {

namespace fs = std::filesystem;

using testing::ModeOf;
using testing::ScratchFolder;
using testing::WriteFile;

std::string KeyText(char c) {
  return absl::Base64Escape(std::string(kSeedBytes, c));
}

void ExpectUnusable(const std::string& folder, const std::string& path) {
  const absl::Status status = LoadOrCreateKeys(folder).status();
  EXPECT_EQ(ReasonOf(status), error::v1::TICKET_KEY_UNUSABLE) << path;
  EXPECT_EQ(MetadataOf(status)["path"], path);
}

TEST(LoadOrCreateKeys, MakesAFolderAndAKeyForTheirOwnerOnly) {
  const ScratchFolder scratch;
  const std::string folder = scratch.File("keys");
  const auto keys = LoadOrCreateKeys(folder);
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->size(), 1u);
  EXPECT_EQ(keys->front().id(), 1);
  EXPECT_EQ(ModeOf(folder), 0700);
  EXPECT_EQ(KeyPath(folder, 1), folder + "/0001.key");
  EXPECT_EQ(ModeOf(KeyPath(folder, 1)), 0600);
}

TEST(LoadOrCreateKeys, ReturnsTheSameKeyAgain) {
  const ScratchFolder folder;
  const auto made = LoadOrCreateKeys(folder.path());
  const auto found = LoadOrCreateKeys(folder.path());
  ASSERT_TRUE(made.ok() && found.ok());
  EXPECT_EQ(made->front().public_key(), found->front().public_key());
  EXPECT_EQ(folder.FileCount(), 1u);
}

TEST(LoadOrCreateKeys, GivesOneKeyToAllThatStartAtOnce) {
  constexpr int kThreads = 16;
  const ScratchFolder scratch;
  const std::string folder = scratch.File("keys");
  std::vector<std::string> public_keys(kThreads);
  std::vector<std::thread> threads;
  for (std::string& public_key : public_keys) {
    threads.emplace_back([&public_key, &folder] {
      const auto keys = LoadOrCreateKeys(folder);
      if (keys.ok()) public_key = keys->back().public_key();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set(public_keys.begin(), public_keys.end()).size(), 1u);
  EXPECT_NE(public_keys[0], "");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST(LoadOrCreateKeys, HasTheHighestLast) {
  const ScratchFolder folder;
  for (const int id : {3, 9999, 12, 1}) {
    WriteFile(KeyPath(folder.path(), id), KeyText(static_cast<char>('a' + id)));
  }
  // A file that is no key is nobody's concern.
  WriteFile(folder.File("README"), "Keep secret.", 0644);
  const auto keys = LoadOrCreateKeys(folder.path());
  ASSERT_TRUE(keys.ok()) << keys.status();
  std::vector<int> ids;
  for (const SigningKey& key : *keys) {
    ids.push_back(key.id());
    EXPECT_EQ(key.public_key(),
              SigningKey(
                  0, std::string(kSeedBytes, static_cast<char>('a' + key.id())))
                  .public_key());
  }
  EXPECT_EQ(ids, (std::vector<int>{1, 3, 12, 9999}));
}

TEST(LoadOrCreateKeys, VerifiesOldTicketsAfterARotation) {
  const ScratchFolder folder;
  const Content content = {0,
                           "forum-2022",
                           "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93",
                           "a81bc81b-dead-4e5d-abff-90865d1e13b1",
                           absl::FromUnixSeconds(1),
                           absl::FromUnixSeconds(2)};
  const auto before = LoadOrCreateKeys(folder.path()).value();
  const SignedTicket old_ticket = Sign(content, before.back());
  WriteFile(KeyPath(folder.path(), 2), KeyText('2') + "\n");
  const auto after = LoadOrCreateKeys(folder.path()).value();
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(old_ticket.content.key_id, after.front().id());
  EXPECT_TRUE(IsSignedWith(old_ticket, after.front().public_key()));
  EXPECT_FALSE(IsSignedWith(old_ticket, after.back().public_key()));
  EXPECT_EQ(Sign(content, after.back()).content.key_id, 2);
}

TEST(LoadOrCreateKeys, RefusesAKeyThatOthersMayUse) {
  for (const int mode : {0640, 0620, 0610, 0604, 0602, 0601, 0644, 0666}) {
    const ScratchFolder folder;
    const std::string path = KeyPath(folder.path(), 1);
    WriteFile(path, KeyText('k'), mode);
    ExpectUnusable(folder.path(), path);
    // Nor does it put it right on its own: the key may have leaked.
    EXPECT_EQ(ModeOf(path), mode);
  }
}

TEST(LoadOrCreateKeys, RefusesAMalformedKeyAmongGoodOnes) {
  const std::string good = KeyText('k');
  for (const std::string& text : {
           std::string(),
           std::string(kSeedBytes, 'k'),
           std::string(2 * kSeedBytes, '0'),
           good.substr(0, good.size() - 1),
           good + "=",
           good.substr(0, 10) + "\n" + good.substr(10),
           good + " " + good,
           absl::Base64Escape(std::string(kSeedBytes - 1, 'k')),
           absl::Base64Escape(std::string(kSeedBytes + 1, 'k')),
       }) {
    const ScratchFolder folder;
    WriteFile(KeyPath(folder.path(), 1), good);
    WriteFile(KeyPath(folder.path(), 2), text);
    ExpectUnusable(folder.path(), KeyPath(folder.path(), 2));
  }
}

// They would be overlooked.
TEST(LoadOrCreateKeys, RefusesNamesThatHaveNoNumber) {
  for (const char* name : {"1.key", "00001.key", "0000.key", "new.key", ".key",
                           "+001.key", "0x01.key", " 001.key", "0001 .key"}) {
    const ScratchFolder folder;
    WriteFile(folder.File(name), KeyText('k'));
    ExpectUnusable(folder.path(), folder.File(name));
  }
}

TEST(LoadOrCreateKeys, RefusesWhatIsNoKeyFile) {
  const ScratchFolder folder;
  fs::create_directory(folder.File("0001.key"));
  ExpectUnusable(folder.path(), folder.File("0001.key"));
  const ScratchFolder dangling;
  fs::create_symlink(dangling.File("nowhere"), dangling.File("0001.key"));
  ExpectUnusable(dangling.path(), dangling.File("0001.key"));
}

TEST(LoadOrCreateKeys, RefusesWhatIsNoFolder) {
  const ScratchFolder folder;
  WriteFile(folder.File("file"), "");
  ExpectUnusable(folder.File("file"), folder.File("file"));
  ExpectUnusable(folder.File("missing/keys"), folder.File("missing/keys"));
  ExpectUnusable("", "");
  // Nobody, whatever their rights, makes files there.
  ExpectUnusable("/proc/self", "/proc/self/0001.key");
}

TEST(LoadOrCreateKeys, DoesNotRepeatAKey) {
  const ScratchFolder folder;
  WriteFile(KeyPath(folder.path(), 1), "hunter2");
  EXPECT_EQ(LoadOrCreateKeys(folder.path()).status().ToString().find("hunter"),
            std::string::npos);
}

}  // namespace
}  // namespace rollcall::ticket
