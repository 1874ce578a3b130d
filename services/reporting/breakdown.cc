#include "services/reporting/breakdown.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "common/geo/region.h"

namespace rollcall::reporting {
namespace {

constexpr char kOther[] = "OTHER";

bool IsIn(const std::set<std::string>& values, const std::string& value) {
  return values.empty() || values.count(value) > 0;
}

// The name of `group` if the country is in it.
std::string GroupValueOf(const geo::Placement* placement, unsigned group,
                         const char* name) {
  if (placement == nullptr) return {};
  return (placement->groups & group) != 0 ? name : kOther;
}

std::string PlaceValueOf(const Cell& cell, v1::Dimension dimension) {
  const geo::Placement* place = geo::FindPlacement(cell.country_code);
  switch (dimension) {
    case v1::DIMENSION_REGION:
      return place == nullptr ? "" : place->region;
    case v1::DIMENSION_SUBREGION:
      return place == nullptr ? "" : place->subregion;
    case v1::DIMENSION_LDC:
      return GroupValueOf(place, geo::kLdc, "LDC");
    case v1::DIMENSION_LLDC:
      return GroupValueOf(place, geo::kLldc, "LLDC");
    case v1::DIMENSION_SIDS:
      return GroupValueOf(place, geo::kSids, "SIDS");
    default:
      return GroupValueOf(place, geo::kG77, "G77");
  }
}

std::string ValueOf(const Cell& cell, v1::Dimension dimension) {
  switch (dimension) {
    case v1::DIMENSION_COUNTRY:
      return cell.country_code;
    case v1::DIMENSION_SECTOR:
      return cell.sector_id;
    case v1::DIMENSION_DELEGATION:
      return cell.delegation_id;
    case v1::DIMENSION_SESSION:
      return cell.session;
    case v1::DIMENSION_DAY:
      return cell.day;
    case v1::DIMENSION_MODE:
      return cell.mode;
    default:
      return PlaceValueOf(cell, dimension);
  }
}

// Sorts unknown last.
using Key = std::vector<std::pair<bool, std::string>>;

Key KeyOf(const Cell& cell, const std::vector<v1::Dimension>& dimensions) {
  Key key;
  for (const v1::Dimension dimension : dimensions) {
    std::string value = ValueOf(cell, dimension);
    const bool unknown = value.empty();
    key.emplace_back(unknown, std::move(value));
  }
  return key;
}

// People who have all values in common that are told apart.
struct Combination {
  Key key;
  Counts counts;
};

// From what is hidden on `measure` is.
Hidden LevelOf(v1::Measure measure) {
  switch (measure) {
    case v1::MEASURE_REGISTERED:
      return Hidden::kAll;
    case v1::MEASURE_ATTENDED:
      return Hidden::kAttended;
    default:
      return Hidden::kWays;
  }
}

int64_t NumberOf(const BreakdownRow& row, v1::Measure measure) {
  const Counts& counts = row.counts;
  if (row.hidden >= LevelOf(measure)) return 0;
  switch (measure) {
    case v1::MEASURE_REGISTERED:
      return counts.registered;
    case v1::MEASURE_CONFIRMED:
      return counts.confirmed;
    case v1::MEASURE_ATTENDED:
      return counts.attended();
    case v1::MEASURE_IN_PERSON_ONLY:
      return counts.in_person_only;
    case v1::MEASURE_ONLINE_ONLY:
      return counts.online_only;
    case v1::MEASURE_BOTH:
      return counts.both;
    case v1::MEASURE_NO_SHOW:
      return counts.no_show;
    case v1::MEASURE_PARTIAL:
      return counts.partial;
    case v1::MEASURE_ONLINE_DURATION:
      return counts.online_seconds;
    default:
      return 0;
  }
}

}  // namespace

bool PeopleFilter::Matches(const Cell& cell) const {
  if (!IsIn(countries, cell.country_code) || !IsIn(sectors, cell.sector_id) ||
      !IsIn(modes, cell.mode) || !IsIn(delegations, cell.delegation_id)) {
    return false;
  }
  if (regions.empty() && groups == 0) return true;
  const geo::Placement* place = geo::FindPlacement(cell.country_code);
  const std::string region = place == nullptr ? "" : place->region;
  const std::string subregion = place == nullptr ? "" : place->subregion;
  const bool in_region = IsIn(regions, region) || IsIn(regions, subregion);
  const bool in_group =
      groups == 0 || (place != nullptr && (place->groups & groups) != 0);
  return in_region && in_group;
}

std::optional<std::set<std::string>> PeopleFilter::CountriesMeant() const {
  if (countries.empty() && regions.empty() && groups == 0) return std::nullopt;
  std::set<std::string> candidates = countries;
  if (candidates.empty()) {
    candidates.insert("");
    for (const geo::Placement& placement : geo::AllPlacements()) {
      candidates.insert(placement.country_code);
    }
  }
  PeopleFilter of_places;
  of_places.regions = regions;
  of_places.groups = groups;
  std::erase_if(candidates, [&of_places](const std::string& country) {
    Cell cell;
    cell.country_code = country;
    return !of_places.Matches(cell);
  });
  return candidates;
}

Breakdown BreakDown(const std::vector<Cell>& cells,
                    const std::vector<v1::Dimension>& dimensions,
                    const PeopleFilter& filter) {
  // By their values in a row, since there are many cells to each: ordering only
  // the combinations is faster.
  std::unordered_map<std::string, Combination> combinations;
  std::string values;
  for (const Cell& cell : cells) {
    if (!filter.Matches(cell)) continue;
    values.clear();
    for (const v1::Dimension dimension : dimensions) {
      values += ValueOf(cell, dimension);
      values += '\0';
    }
    const auto [found, is_new] = combinations.try_emplace(values);
    if (is_new) found->second.key = KeyOf(cell, dimensions);
    found->second.counts.Add(cell);
  }
  std::vector<Combination> ordered;
  for (auto& [text, combination] : combinations) {
    // Cells stay when their last person leaves them.
    if (combination.counts == Counts()) continue;
    ordered.push_back(std::move(combination));
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.key < b.key; });
  Breakdown breakdown;
  for (Combination& combination : ordered) {
    BreakdownRow& row = breakdown.rows.emplace_back();
    for (auto& [unknown, value] : combination.key) {
      row.values.push_back(std::move(value));
    }
    row.counts = combination.counts;
    breakdown.total += row.counts;
  }
  return breakdown;
}

void OrderBy(v1::Measure measure, std::vector<BreakdownRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [measure](const BreakdownRow& a, const BreakdownRow& b) {
                     return NumberOf(a, measure) > NumberOf(b, measure);
                   });
}

Counts CountPeople(const std::vector<Cell>& people,
                   const PeopleFilter& filter) {
  Counts counts;
  for (const Cell& cell : people) {
    if (filter.Matches(cell)) counts.Add(cell);
  }
  return counts;
}

}  // namespace rollcall::reporting
