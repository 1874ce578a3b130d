#include "common/api/email.h"

#include <string>

#include "gtest/gtest.h"

namespace rollcall {
namespace {

TEST(NormalizeEmail, IgnoresCase) {
  EXPECT_EQ(NormalizeEmail("Ada@Example.ORG"), "ada@example.org");
  EXPECT_EQ(NormalizeEmail("ada@example.org"), "ada@example.org");
}

TEST(NormalizeEmail, TrimsWhiteSpace) {
  EXPECT_EQ(NormalizeEmail(" \t ada@example.org\r\n"), "ada@example.org");
}

TEST(NormalizeEmail, TakesComposedAndDecomposedCharactersForOne) {
  EXPECT_EQ(NormalizeEmail("Andr\u00E9@example.org"),
            NormalizeEmail("andre\u0301@example.org"));
  EXPECT_EQ(NormalizeEmail("\u00C9@example.org"), "\u00E9@example.org");
  EXPECT_NE(NormalizeEmail("andre@example.org"),
            NormalizeEmail("andr\u00E9@example.org"));
}

TEST(NormalizeEmail, FoldsCaseInEveryScript) {
  // Capital, small and final sigma.
  EXPECT_EQ(NormalizeEmail("ΣΟΦΟΣ@example.org"),
            NormalizeEmail("σοφος@example.org"));
  EXPECT_EQ(NormalizeEmail("σοφοσ@example.org"),
            NormalizeEmail("σοφος@example.org"));
  // Sharp s, small and capital.
  EXPECT_EQ(NormalizeEmail("straße@example.org"), "strasse@example.org");
  EXPECT_EQ(NormalizeEmail("STRA\u1E9EE@example.org"), "strasse@example.org");
  EXPECT_EQ(NormalizeEmail("ИВАН@пример.рф"), "иван@пример.рф");
  EXPECT_EQ(NormalizeEmail("用户@例子.中国"), "用户@例子.中国");
}

TEST(NormalizeEmail, IsTheSameOfItsResult) {
  for (const char* address :
       {"Ada@Example.org", "STRASSE@ß.de", "ΣΟΦΟΣ@example.org",
        "andre\u0301@example.org", "I\u0307stanbul@example.org",
        "\u0390\u1FD3@example.org", "\u1E9B\u0323@example.org",
        "\u0345\u0301a@example.org", "\uFB03@example.org"}) {
    const std::string key = NormalizeEmail(address);
    EXPECT_NE(key, "") << address;
    EXPECT_EQ(NormalizeEmail(key), key) << address;
  }
}

TEST(NormalizeEmail, KeepsWhatMayTellPeopleApart) {
  EXPECT_NE(NormalizeEmail("ada+a@example.org"),
            NormalizeEmail("ada@example.org"));
  EXPECT_NE(NormalizeEmail("a.da@example.org"),
            NormalizeEmail("ada@example.org"));
  EXPECT_EQ(NormalizeEmail("\"a@b\"@example.org"), "\"a@b\"@example.org");
}

TEST(NormalizeEmail, RefusesWhatIsNoAddress) {
  for (const std::string& address : {
           std::string(),
           std::string("   "),
           std::string("ada"),
           std::string("ada.example.org"),
           std::string("@example.org"),
           std::string("ada@"),
           std::string("@"),
           std::string("a da@example.org"),
           std::string("ada@exam ple.org"),
           std::string("ada@example.org\nbob@example.org"),
           std::string("ada\t@example.org"),
           std::string("ada@exa\x01mple.org"),
           std::string("ada@example\0.org", 16),
       }) {
    EXPECT_EQ(NormalizeEmail(address), "") << address;
  }
}

TEST(NormalizeEmail, RefusesWhatIsNotUtf8) {
  for (const char* address :
       {"caf\xE9@example.org", "a\xC0\xAF@example.org", "\xFF@example.org",
        "a\xED\xA0\x80@example.org", "ada@example.org\xC3"}) {
    EXPECT_EQ(NormalizeEmail(address), "") << address;
  }
}

// White space is not only what ASCII has: spreadsheets add U+00A0.
TEST(NormalizeEmail, TrimsWhiteSpaceOfUnicode) {
  EXPECT_EQ(NormalizeEmail("ada@example.org\u00A0"), "ada@example.org");
  EXPECT_EQ(NormalizeEmail("\u3000ada@example.org"), "ada@example.org");
}

TEST(NormalizeEmail, RefusesWhiteSpaceOfUnicode) {
  for (const char* address :
       {"a\u00A0da@example.org", "a\u2003da@example.org",
        "ada@exam\u3000ple.org", "ada@\u0085example.org"}) {
    EXPECT_EQ(NormalizeEmail(address), "") << address;
  }
}

}  // namespace
}  // namespace rollcall
