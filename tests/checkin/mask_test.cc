#include "services/checkin/mask.h"

#include "gtest/gtest.h"

namespace rollcall::checkin {
namespace {

TEST(MaskTest, KeepsTheFirstCharacterOfEachWord) {
  EXPECT_EQ(Mask("Jo Cox"), "J• C••");
  EXPECT_EQ(Mask("Marie-Louise  O'Brien"), "M•••• O••••");
}

TEST(MaskTest, TellsLittleOfTheLength) {
  EXPECT_EQ(Mask("Abcde"), "A••••");
  EXPECT_EQ(Mask("Abcdefghijklmnop"), "A••••");
}

TEST(MaskTest, HidesWordsOfOneCharacter) {
  EXPECT_EQ(Mask("X"), "•");
  EXPECT_EQ(Mask("王 伟"), "• •");
  EXPECT_EQ(Mask("Ada B Lovelace"), "A•• • L••••");
}

TEST(MaskTest, TakesAnyScript) {
  EXPECT_EQ(Mask("欧阳修文"), "欧•••");
  EXPECT_EQ(Mask("محمد علي"), "م••• ع••");
  EXPECT_EQ(Mask("Анна Ёлкина"), "А••• Ё••••");
  // A vowel sign belongs to its letter.
  EXPECT_EQ(Mask("नितिन"), "नि••");
}

TEST(MaskTest, KeepsMarksWithTheirLetter) {
  EXPECT_EQ(Mask("E\u0301lan"), "E\u0301•••");
  EXPECT_EQ(Mask("E\u0301"), "•");
  EXPECT_EQ(Mask("Zoe\u0308"), "Z••");
}

TEST(MaskTest, KeepsEmojiWhole) {
  const std::string family = "👩\u200D👩\u200D👧";
  EXPECT_EQ(Mask(family), "•");
  EXPECT_EQ(Mask(family + "x"), family + "•");
  EXPECT_EQ(Mask("🇨🇭🇫🇷"), "🇨🇭•");
}

TEST(MaskTest, TakesAnySpaceBetweenWords) {
  EXPECT_EQ(Mask(""), "");
  EXPECT_EQ(Mask(" \u3000 "), "");
  EXPECT_EQ(Mask("山田\u3000太郎"), "山• 太•");
  EXPECT_EQ(Mask("Ada\tB\u00A0Ce"), "A•• • C•");
}

}  // namespace
}  // namespace rollcall::checkin
