#include "common/base/affinity.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace rollcall {
namespace {

TEST(AffinityTest, KeepsTheWorkOfAKeyTogether) {
  Affinity affinity(2);
  EXPECT_EQ(affinity.Add(7, 100), 0);
  EXPECT_EQ(affinity.Add(7, 100), 0);
  affinity.Remove(7, 100);
  EXPECT_EQ(affinity.Add(7, 1), 0);
}

TEST(AffinityTest, GivesOtherKeysTheLaneWithTheLeast) {
  Affinity affinity(3);
  EXPECT_EQ(affinity.Add(1, 5), 0);
  EXPECT_EQ(affinity.Add(2, 3), 1);
  EXPECT_EQ(affinity.Add(3, 4), 2);
  EXPECT_EQ(affinity.Add(4, 1), 1);
  affinity.Remove(1, 5);
  EXPECT_EQ(affinity.Add(5, 1), 0);
}

TEST(AffinityTest, ForgetsAKeyWithoutWork) {
  Affinity affinity(2);
  EXPECT_EQ(affinity.Add(1, 1), 0);
  affinity.Remove(1, 1);
  EXPECT_EQ(affinity.Add(2, 1), 0);
  EXPECT_EQ(affinity.Add(1, 1), 1);
}

TEST(AffinityTest, CountsWhatManyThreadsAddAndRemove) {
  Affinity affinity(2);
  std::vector<std::thread> threads;
  for (size_t key = 0; key < 8; ++key) {
    threads.emplace_back([&affinity, key] {
      for (int i = 0; i < 1000; ++i) {
        const size_t lane = affinity.Add(key, 2);
        EXPECT_EQ(affinity.Add(key, 3), lane);
        affinity.Remove(key, 2);
        affinity.Remove(key, 3);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(affinity.Add(1, 1), 0);
  EXPECT_EQ(affinity.Add(2, 1), 1);
}

}  // namespace
}  // namespace rollcall
