#include "common/geo/country.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "countries_data.h"

namespace rollcall::geo {
namespace {

TEST(FindCountry, KnowsTheCodesOfIso3166) {
  for (const auto& [code, name] :
       {std::pair("CN", "China"), std::pair("FR", "France"),
        std::pair("AD", "Andorra"), std::pair("ZW", "Zimbabwe")}) {
    const Country* country = FindCountry(code);
    ASSERT_NE(country, nullptr) << code;
    EXPECT_STREQ(country->code, code);
    EXPECT_STREQ(country->display_name, name);
  }
}

TEST(FindCountry, KeepsLettersOutsideOfAscii) {
  const Country* country = FindCountry("CI");
  ASSERT_NE(country, nullptr);
  EXPECT_STREQ(country->display_name, "Côte d'Ivoire");
}

TEST(FindCountry, FindsEveryEntry) {
  for (const Country& country : kCountries) {
    EXPECT_EQ(FindCountry(country.code), &country) << country.code;
  }
}

TEST(FindCountry, RefusesEverythingElse) {
  for (const char* code : {"", "C", "cn", "Cn", "CHN", "CN ", " CN", "XX", "ZZ",
                           "EU", "00", "AA", "156"}) {
    EXPECT_EQ(FindCountry(code), nullptr) << code;
  }
}

TEST(FindCountryByText, UnderstandsCodesAndNames) {
  for (const auto& [text, code] :
       {std::pair("cn", "CN"), std::pair(" CHN ", "CN"),
        std::pair("china", "CN"), std::pair("People's Republic of China", "CN"),
        std::pair("CÔTE D\u2019IVOIRE", "CI"), std::pair("Cote d'Ivoire", "CI"),
        std::pair("The Gambia", "GM"), std::pair("Republic of Korea", "KR"),
        std::pair("Korea, Republic of", "KR"), std::pair("viet nam", "VN"),
        std::pair("Vietnam", "VN"), std::pair("U.S.A.", "US"),
        std::pair("United  States of America", "US"), std::pair("UK", "GB"),
        std::pair("Guinea-Bissau", "GW"), std::pair("Guinea Bissau", "GW")}) {
    const Country* country = FindCountryByText(text);
    ASSERT_NE(country, nullptr) << text;
    EXPECT_STREQ(country->code, code) << text;
  }
}

TEST(FindCountryByText, FindsEveryCountryByItsNameAndCode) {
  for (const Country& country : kCountries) {
    EXPECT_EQ(FindCountryByText(country.code), &country) << country.code;
    EXPECT_EQ(FindCountryByText(country.display_name), &country)
        << country.code;
  }
}

TEST(FindCountryByText, DoesNotGuess) {
  for (const char* text :
       {"", " ", "the", "Korea", "Europe", "XX", "Chinaa", "C", "\xE9"}) {
    EXPECT_EQ(FindCountryByText(text), nullptr) << text;
  }
}

TEST(Countries, AreSortedAndEachOnce) {
  for (auto it = std::begin(kCountries); it + 1 != std::end(kCountries); ++it) {
    EXPECT_LT(std::string(it->code), std::string((it + 1)->code));
  }
}

TEST(Countries, AreAllOfThem) { EXPECT_GE(std::size(kCountries), 240u); }

TEST(Countries, HaveTwoCapitalsAndAName) {
  std::set<std::string> names;
  for (const Country& country : kCountries) {
    const std::string code = country.code;
    EXPECT_EQ(code.size(), 2u) << code;
    EXPECT_TRUE(std::all_of(code.begin(), code.end(), [](unsigned char c) {
      return c >= 'A' && c <= 'Z';
    })) << code;
    EXPECT_TRUE(names.insert(country.display_name).second) << code;
  }
  EXPECT_EQ(names.count(""), 0u);
}

}  // namespace
}  // namespace rollcall::geo
