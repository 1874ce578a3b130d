#include "common/geo/region.h"

#include <algorithm>
#include <iterator>

#include "regions_data.h"

namespace rollcall::geo {

absl::Span<const Placement> AllPlacements() { return kPlacements; }

const Placement* FindPlacement(absl::string_view country_code) {
  const auto* found = std::lower_bound(
      std::begin(kPlacements), std::end(kPlacements), country_code,
      [](const Placement& placement, absl::string_view sought) {
        return absl::string_view(placement.country_code) < sought;
      });
  return found != std::end(kPlacements) && found->country_code == country_code
             ? found
             : nullptr;
}

const Region* FindRegion(absl::string_view code) {
  const auto* found = std::find_if(
      std::begin(kRegions), std::end(kRegions),
      [code](const Region& region) { return region.code == code; });
  return found == std::end(kRegions) ? nullptr : found;
}

}  // namespace rollcall::geo
