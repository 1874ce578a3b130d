#include "common/base/memory.h"

#include <cstdint>
#include <memory>
#include <thread>
#include <unistd.h>
#include <vector>

#include "gtest/gtest.h"

#include "tests/harness/spawn.h"

namespace rollcall {
namespace {

constexpr int kBlocks = 64 << 10;
constexpr int kBlockSize = 1 << 10;

TEST(Memory, GivesBackWhatIsFreeBelowWhatIsInUse) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have a heap of their own";
#endif
  std::unique_ptr<std::vector<char>> in_use;
  // On a heap of its own, as other threads have it.
  std::thread([&in_use] {
    std::vector<std::vector<char>> blocks;
    for (int i = 0; i < kBlocks; ++i) blocks.emplace_back(kBlockSize, 'x');
    in_use = std::make_unique<std::vector<char>>(kBlockSize, 'x');
  }).join();

  const int64_t before = testing::MemoryOf(getpid(), "VmRSS");
  ReturnFreeMemory();
  constexpr int64_t kFreed = int64_t{kBlocks} * kBlockSize;
  EXPECT_LT(testing::MemoryOf(getpid(), "VmRSS"), before - kFreed / 2);
  EXPECT_EQ(in_use->front(), 'x');
}

}  // namespace
}  // namespace rollcall
