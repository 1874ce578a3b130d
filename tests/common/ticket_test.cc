#include "common/ticket/ticket.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::ticket {
namespace {

using ::testing::Optional;

// Crockford's digits, and what only a check symbol may be besides.
constexpr absl::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr absl::string_view kCheckSymbols =
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
constexpr absl::string_view kQrAlphanumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr char kSecret[] = "0123456789ABCDEFGHJKMNPQRS";

bool ConsistsOf(absl::string_view text, absl::string_view alphabet) {
  return text.find_first_not_of(alphabet) == absl::string_view::npos;
}

TEST(NewSecret, Has26SymbolsThatNobodyCanGuess) {
  std::set<std::string> secrets;
  for (int i = 0; i < 1000; ++i) {
    const std::string secret = NewSecret();
    EXPECT_EQ(secret.size(), 26u);
    EXPECT_TRUE(ConsistsOf(secret, kDigits)) << secret;
    secrets.insert(secret);
  }
  EXPECT_EQ(secrets.size(), 1000u);
}

TEST(NewSecret, UsesEverySymbol) {
  std::set<char> seen;
  for (int i = 0; i < 1000; ++i) {
    for (const char c : NewSecret()) seen.insert(c);
  }
  EXPECT_EQ(seen.size(), kDigits.size());
}

TEST(TicketText, RoundTrips) {
  for (const std::string& event :
       {std::string("a"), std::string("forum-2022"), std::string(63, 'z')}) {
    const std::string secret = NewSecret();
    const auto ticket = ParseText(Render({event, secret}));
    ASSERT_TRUE(ticket) << event;
    EXPECT_EQ(ticket->event, event);
    EXPECT_EQ(ticket->secret, secret);
  }
}

TEST(TicketText, HasOnlyCharactersOfTheAlphanumericMode) {
  const std::string text =
      Render({"abcdefghijklmnopqrstuvwxyz-0123456789", NewSecret()});
  EXPECT_TRUE(ConsistsOf(text, kQrAlphanumeric)) << text;
}

TEST(TicketText, IsPrefixEventAndSecret) {
  EXPECT_EQ(Render({"forum-2022", kSecret}),
            absl::StrCat("RC1:FORUM-2022:", kSecret));
}

TEST(ParseText, RefusesEverythingElse) {
  const std::string text = Render({"forum-2022", kSecret});
  ASSERT_TRUE(ParseText(text));
  std::string with_letter_o = text;
  with_letter_o.back() = 'O';
  for (const std::string& other : {
           std::string(),
           std::string("RC1"),
           std::string("::"),
           absl::AsciiStrToLower(text),
           "rc1" + text.substr(3),
           absl::StrCat("RC1:forum-2022:", kSecret),
           absl::StrCat("RC1:FORUM-2022:", absl::AsciiStrToLower(kSecret)),
           " " + text,
           text + " ",
           text + "\n",
           text + ":",
           ":" + text,
           text + "0",
           text.substr(0, text.size() - 1),
           "RC2" + text.substr(3),
           "RC" + text.substr(3),
           "RC11" + text.substr(3),
           with_letter_o,
           absl::StrCat("RC1::", kSecret),
           absl::StrCat("RC1:", kSecret),
           std::string("RC1:FORUM-2022:"),
           absl::StrCat("RC1:FORUM-2022::", kSecret),
           absl::StrCat("https://example.org/", text),
           text + std::string(1, '\0'),
       }) {
    EXPECT_FALSE(ParseText(other)) << other;
  }
}

// The event of a ticket is a slug, and Render is only given slugs.
TEST(ParseText, RefusesAnEventThatIsNoSlug) {
  for (const std::string& event :
       {std::string("2022"), std::string("-A"), std::string("A B"),
        std::string("A.B"), std::string("A/B"), std::string("%"),
        std::string("\u00C9"), std::string("A\0", 2), std::string(64, 'A')}) {
    EXPECT_FALSE(ParseText(absl::StrCat("RC1:", event, ":", kSecret))) << event;
  }
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
