#include "common/base/base32.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace rollcall {
namespace {

TEST(Base32, MakesAsManyDigitsAsAskedFor) {
  for (const size_t size : {0, 1, 8, 26, 1000}) {
    const std::string digits = RandomBase32(size);
    EXPECT_EQ(digits.size(), size);
    EXPECT_TRUE(IsBase32(digits)) << digits;
  }
}

TEST(Base32, UsesEveryDigit) {
  const std::string digits = RandomBase32(10000);
  EXPECT_EQ(std::set<char>(digits.begin(), digits.end()).size(),
            kBase32Digits.size());
}

TEST(Base32, TakesNothingElseForDigits) {
  for (const char* text :
       {"a", "I", "L", "O", "U", "*", " ", "0 ", "ABC-", "é"}) {
    EXPECT_FALSE(IsBase32(text)) << text;
  }
}

}  // namespace
}  // namespace rollcall
