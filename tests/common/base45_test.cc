#include "common/ticket/base45.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/random.h"

namespace rollcall::ticket {
namespace {

using ::testing::Optional;

// RFC 9285, sections 4.3 and 4.4.
TEST(Base45, AgreesWithTheExamplesOfTheStandard) {
  for (const auto& [bytes, text] :
       {std::pair("AB", "BB8"), std::pair("Hello!!", "%69 VD92EX0"),
        std::pair("base-45", "UJCLQE7W581"), std::pair("ietf!", "QED8WEX0")}) {
    EXPECT_EQ(RenderBase45(bytes), text);
    EXPECT_THAT(ParseBase45(text), Optional(std::string(bytes)));
  }
}

TEST(Base45, RendersNothingAsNothing) {
  EXPECT_EQ(RenderBase45(""), "");
  EXPECT_THAT(ParseBase45(""), Optional(std::string()));
}

TEST(Base45, RoundTripsEveryPairOfBytes) {
  std::string bytes;
  for (int high = 0; high < 256; ++high) {
    for (int low = 0; low < 256; ++low) {
      bytes += static_cast<char>(high);
      bytes += static_cast<char>(low);
    }
  }
  EXPECT_THAT(ParseBase45(RenderBase45(bytes)), Optional(bytes));
}

TEST(Base45, RoundTripsEveryByteAndSize) {
  for (int value = 0; value < 256; ++value) {
    const std::string byte(1, static_cast<char>(value));
    EXPECT_THAT(ParseBase45(RenderBase45(byte)), Optional(byte));
  }
  for (size_t size = 0; size < 300; ++size) {
    const std::string bytes = RandomBytes(size);
    EXPECT_THAT(ParseBase45(RenderBase45(bytes)), Optional(bytes));
  }
}

// Of all groups as many parse as there are values.
TEST(Base45, ParsesOneGroupForEachValue) {
  int parsed[4] = {};
  for (int a = 0; a < 256; ++a) {
    parsed[1] += ParseBase45(std::string(1, static_cast<char>(a))).has_value();
    for (int b = 0; b < 256; ++b) {
      const std::string two = {static_cast<char>(a), static_cast<char>(b)};
      parsed[2] += ParseBase45(two).has_value();
      // The third is the highest digit.
      for (const char c : {'0', 'W', 'X', 'w', '\0'}) {
        const auto bytes = ParseBase45(two + c);
        if (!bytes) continue;
        ++parsed[3];
        EXPECT_EQ(RenderBase45(*bytes), two + c);
      }
    }
  }
  EXPECT_EQ(parsed[1], 0);
  EXPECT_EQ(parsed[2], 256);
  // Below 45 * 45, and from 32 * 45 * 45 to 65,535.
  EXPECT_EQ(parsed[3], 2025 + (65536 - 32 * 2025));
}

TEST(Base45, RefusesWhatNoBytesGive) {
  for (const std::string& text : {
           // 65,536, and the highest group.
           std::string("GGW"),
           std::string(":::"),
           // 256, and the highest pair.
           std::string("V5"),
           std::string("::"),
           std::string("0"),
           std::string("BB8B"),
           std::string("bb8"),
           std::string("BB8\n"),
           std::string("BB_"),
           std::string("B\0"
                       "8",
                       3),
           std::string("B\u00C9"),
       }) {
    EXPECT_FALSE(ParseBase45(text)) << text;
  }
}

}  // namespace
}  // namespace rollcall::ticket
