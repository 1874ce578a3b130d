#include "common/ticket/code.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::ticket {
namespace {

using ::testing::Optional;

// Crockford's digits, and what only a check symbol may be besides.
constexpr absl::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr absl::string_view kCheckSymbols =
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

bool ConsistsOf(absl::string_view text, absl::string_view alphabet) {
  return text.find_first_not_of(alphabet) == absl::string_view::npos;
}

TEST(NewCode, HasEightDigitsAndACheckSymbol) {
  std::set<std::string> codes;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = NewCode();
    ASSERT_EQ(code.size(), 9u) << code;
    EXPECT_TRUE(ConsistsOf(code.substr(0, 8), kDigits)) << code;
    EXPECT_TRUE(ConsistsOf(code.substr(8), kCheckSymbols)) << code;
    EXPECT_THAT(ParseCode(code), Optional(code));
    codes.insert(code);
  }
  EXPECT_GT(codes.size(), 990u);
}

// 10 is 32, whose symbol is *; 1Z is 63, which is 26 modulo 37: T.
TEST(ParseCode, AgreesWithCrockfordsCheckSymbols) {
  EXPECT_THAT(ParseCode("000000000"), Optional(std::string("000000000")));
  EXPECT_THAT(ParseCode("000000011"), Optional(std::string("000000011")));
  EXPECT_THAT(ParseCode("00000010*"), Optional(std::string("00000010*")));
  EXPECT_THAT(ParseCode("0000001ZT"), Optional(std::string("0000001ZT")));
}

TEST(ParseCode, TakesWhatAPersonMeans) {
  const std::string code = "00000010*";
  for (const char* text :
       {"0000-0010-*", "0000 0010 *", " 00000010* ", "-0-0-0-0-0-0-1-0-*-",
        "ooooOOIo*", "oooo oolo*", "OOOO-OOLO-*", "OOOOOOiO*"}) {
    EXPECT_THAT(ParseCode(text), Optional(code)) << text;
  }
  for (int i = 0; i < 100; ++i) {
    const std::string made = NewCode();
    EXPECT_THAT(ParseCode(absl::AsciiStrToLower(made)), Optional(made));
  }
}

TEST(ParseCode, RefusesEverythingElse) {
  for (const std::string& text : {
           std::string(),
           std::string("-"),
           std::string("00000000"),
           std::string("0000000000"),
           std::string("00000010"),
           std::string("0000001U*"),
           std::string("0000001**"),
           std::string("0000_0010*"),
           std::string("0000.0010*"),
           std::string("0000\t0010*"),
           std::string("00000010*\n"),
           std::string("0000001\u041E*"),
           std::string(100000, '0'),
       }) {
    EXPECT_FALSE(ParseCode(text)) << text.substr(0, 20);
  }
}

// It is neither a hyphen nor a space.
TEST(ParseCode, RefusesAZeroByte) {
  EXPECT_FALSE(ParseCode(std::string("0000", 5) + "0010*"));
  EXPECT_FALSE(ParseCode(std::string("00000010*\0", 10)));
}

TEST(ParseCode, NoticesEveryWrongSymbol) {
  for (int i = 0; i < 50; ++i) {
    const std::string code = NewCode();
    for (size_t position = 0; position < code.size(); ++position) {
      for (const char symbol : kCheckSymbols) {
        if (symbol == code[position]) continue;
        std::string wrong = code;
        wrong[position] = symbol;
        EXPECT_FALSE(ParseCode(wrong)) << code << " " << wrong;
      }
    }
  }
}

TEST(ParseCode, NoticesEverySwapOfNeighbours) {
  for (int i = 0; i < 200; ++i) {
    const std::string code = NewCode();
    for (size_t position = 0; position + 1 < code.size(); ++position) {
      if (code[position] == code[position + 1]) continue;
      std::string wrong = code;
      std::swap(wrong[position], wrong[position + 1]);
      EXPECT_FALSE(ParseCode(wrong)) << code << " " << wrong;
    }
  }
}

}  // namespace
}  // namespace rollcall::ticket
