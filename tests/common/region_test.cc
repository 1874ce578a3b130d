#include "common/geo/region.h"

#include <fstream>
#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "common/geo/country.h"
#include "nlohmann/json.hpp"

namespace rollcall::geo {
namespace {

// Every code of the package that country.h is made of.
std::set<std::string> AllCountries() {
  std::ifstream file("/usr/share/iso-codes/json/iso_3166-1.json");
  const auto json = nlohmann::json::parse(file);
  std::set<std::string> codes;
  for (const auto& country : json.at("3166-1")) {
    codes.insert(country.at("alpha_2").get<std::string>());
  }
  EXPECT_GT(codes.size(), 200u);
  return codes;
}

TEST(FindPlacement, KnowsEveryCountry) {
  for (const std::string& code : AllCountries()) {
    const Placement* placement = FindPlacement(code);
    ASSERT_NE(placement, nullptr) << code;
    EXPECT_NE(FindCountry(placement->country_code), nullptr) << code;
    // M49 puts Antarctica into no region.
    if (code == "AQ") continue;
    EXPECT_NE(FindRegion(placement->region), nullptr) << code;
    EXPECT_NE(FindRegion(placement->subregion), nullptr) << code;
  }
  EXPECT_EQ(FindPlacement("XX"), nullptr);
  EXPECT_EQ(FindPlacement(""), nullptr);
}

TEST(FindPlacement, HasGroupsOfTheirSizes) {
  std::map<unsigned, int> sizes;
  for (const std::string& code : AllCountries()) {
    for (const unsigned group : {kLdc, kLldc, kSids, kG77}) {
      sizes[group] += (FindPlacement(code)->groups & group) != 0;
    }
  }
  // As the lists say of themselves.
  EXPECT_EQ(sizes[kLdc], 44);
  EXPECT_EQ(sizes[kLldc], 32);
  EXPECT_EQ(sizes[kG77], 134);
  // With the members and associates that are no States.
  EXPECT_EQ(sizes[kSids], 53);
}

TEST(FindPlacement, PutsCountriesWhereTheyAre) {
  const Placement* nepal = FindPlacement("NP");
  EXPECT_STREQ(FindRegion(nepal->region)->display_name, "Asia");
  EXPECT_STREQ(FindRegion(nepal->subregion)->display_name, "Southern Asia");
  EXPECT_EQ(nepal->groups, kLdc | kLldc | kG77);
  EXPECT_EQ(FindPlacement("DE")->groups, 0u);
  EXPECT_EQ(FindPlacement("TV")->groups, kLdc | kSids);
}

// Whatever is in a subregion is in the region of the subregion.
TEST(FindPlacement, PutsEachSubregionIntoOneRegion) {
  std::map<std::string, std::set<std::string>> regions;
  for (const std::string& code : AllCountries()) {
    const Placement* placement = FindPlacement(code);
    regions[placement->subregion].insert(placement->region);
  }
  for (const auto& [subregion, of] : regions) {
    EXPECT_EQ(of.size(), 1u) << subregion;
  }
}

}  // namespace
}  // namespace rollcall::geo
