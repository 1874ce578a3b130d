#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// Regions and groups of countries. The lists, with their sources and dates, are
// in common/geo/data.
namespace rollcall::geo {

// A region or subregion of the UN's standard M49.
struct Region {
  // Three digits.
  const char* code;
  // The name in English.
  const char* display_name;
};

// Groups that a country may be in, as bits.
inline constexpr unsigned kLdc = 1;
inline constexpr unsigned kLldc = 2;
inline constexpr unsigned kSids = 4;
inline constexpr unsigned kG77 = 8;

// Where a country is, and what it is in.
struct Placement {
  // ISO 3166-1 alpha-2.
  const char* country_code;
  // M49 codes, of the region and the finest subregion; empty in neither.
  const char* region;
  const char* subregion;
  // Any of kLdc and the others.
  unsigned groups;
};

// Every country that is somewhere, in the order of their codes.
absl::Span<const Placement> AllPlacements();

// Returns where the country with this alpha-2 code is, or null.
const Placement* FindPlacement(absl::string_view country_code);

// Returns the region or subregion with this M49 code, or null.
const Region* FindRegion(absl::string_view code);

}  // namespace rollcall::geo
