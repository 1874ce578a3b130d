#include "common/base/utf8.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Utf8Length, CountsCodePoints) {
  EXPECT_EQ(Utf8Length(""), 0u);
  EXPECT_EQ(Utf8Length("abc"), 3u);
  EXPECT_EQ(Utf8Length("čć"), 2u);
  EXPECT_EQ(Utf8Length("北京论坛"), 4u);
  EXPECT_EQ(Utf8Length("a😀"), 2u);
  EXPECT_EQ(Utf8Length("e\u0301"), 2u);
  EXPECT_EQ(Utf8Length(std::string("\0", 1)), 1u);
}

TEST(Utf8Prefix, KeepsWhatFits) {
  EXPECT_EQ(Utf8Prefix("", 0), "");
  EXPECT_EQ(Utf8Prefix("abc", 3), "abc");
  EXPECT_EQ(Utf8Prefix("北京", 6), "北京");
  EXPECT_EQ(Utf8Prefix("北京", 100), "北京");
}

TEST(Utf8Prefix, CutsBetweenCharacters) {
  const std::string text = "aé京😀";
  const std::string prefixes[] = {"",     "a",    "a",    "aé",   "aé",   "aé",
                                  "aé京", "aé京", "aé京", "aé京", "aé京😀"};
  for (size_t size = 0; size < std::size(prefixes); ++size) {
    EXPECT_EQ(Utf8Prefix(text, size), prefixes[size]) << size;
  }
}

TEST(Utf8, TellsTextFromOtherBytes) {
  for (const char* text : {"", "a", "é", "名", "\xF0\x9F\x98\x80", "\t\n"}) {
    EXPECT_TRUE(IsUtf8Text(text)) << text;
  }
  EXPECT_FALSE(IsUtf8Text("\xE9"));
  EXPECT_FALSE(IsUtf8Text("a\xE4\xB8"));
  EXPECT_FALSE(IsUtf8Text("\xC0\x80"));
  EXPECT_FALSE(IsUtf8Text(absl::string_view("a\0b", 3)));
}

TEST(Utf8, SplitsWords) {
  EXPECT_THAT(Utf8Words(""), IsEmpty());
  EXPECT_THAT(Utf8Words(" \t\u3000"), IsEmpty());
  EXPECT_THAT(Utf8Words("Ada"), ElementsAre("Ada"));
  EXPECT_THAT(Utf8Words("\u00A0山田\u3000太郎 "), ElementsAre("山田", "太郎"));
}

TEST(Utf8, SplitsWhatPeopleSeeAsCharacters) {
  EXPECT_THAT(Utf8Graphemes(""), IsEmpty());
  EXPECT_THAT(Utf8Graphemes("aé京"), ElementsAre("a", "é", "京"));
  EXPECT_THAT(Utf8Graphemes("e\u0301a"), ElementsAre("e\u0301", "a"));
  EXPECT_THAT(Utf8Graphemes("🇨🇭🇫🇷"), ElementsAre("🇨🇭", "🇫🇷"));
  EXPECT_THAT(Utf8Graphemes("👩\u200D👧x"), ElementsAre("👩\u200D👧", "x"));
}

}  // namespace
}  // namespace rollcall
