#include "common/base/random.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace rollcall {
namespace {

TEST(RandomBytes, HasTheSizeAskedFor) {
  for (const size_t size : {0, 1, 16, 1000}) {
    EXPECT_EQ(RandomBytes(size).size(), size);
  }
}

TEST(RandomBytes, NeverRepeats) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(RandomBytes(16));
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(RandomBytes, HasEveryByteAboutEquallyOften) {
  constexpr int kExpected = 1000;
  std::array<int, 256> counts{};
  for (const char c : RandomBytes(256 * kExpected)) {
    ++counts[static_cast<unsigned char>(c)];
  }
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  // Eight standard deviations: not in the life of this project.
  EXPECT_GT(*least, kExpected - 250);
  EXPECT_LT(*most, kExpected + 250);
}

}  // namespace
}  // namespace rollcall
