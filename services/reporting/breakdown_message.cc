#include "services/reporting/breakdown_message.h"

#include <set>

#include "absl/strings/str_cat.h"

#include "common/api/enum_text.h"
#include "common/api/limits.h"
#include "common/geo/country.h"
#include "common/geo/region.h"
#include "rollcall/type/v1/mode.pb.h"
#include "services/reporting/public_breakdown.h"

namespace rollcall::reporting {
namespace {

unsigned BitOf(v1::CountryGroup group) {
  switch (group) {
    case v1::COUNTRY_GROUP_LDC:
      return geo::kLdc;
    case v1::COUNTRY_GROUP_LLDC:
      return geo::kLldc;
    case v1::COUNTRY_GROUP_SIDS:
      return geo::kSids;
    case v1::COUNTRY_GROUP_G77:
      return geo::kG77;
    default:
      return 0;
  }
}

// Reads a list of values, each of which `is_valid` or empty.
template <typename IsValid>
std::set<std::string> ParseValues(
    const std::string& field,
    const google::protobuf::RepeatedPtrField<std::string>& values,
    const IsValid& is_valid, const char* what, FieldChecker& check) {
  if (values.size() > limits::kMaxFilterValues) {
    check.Fail(field, absl::StrCat("Must have at most ",
                                   limits::kMaxFilterValues, " values."));
    return {};
  }
  for (int i = 0; i < values.size(); ++i) {
    if (!values[i].empty() && !is_valid(values[i])) {
      check.Fail(absl::StrCat(field, "[", i, "]"), what);
    }
  }
  return {values.begin(), values.end()};
}

}  // namespace

std::vector<v1::Dimension> ParseDimensions(
    const v1::GetBreakdownRequest& request, FieldChecker& check) {
  if (request.dimensions().empty()) {
    check.Fail("dimensions", "At least one is required.");
  }
  std::vector<v1::Dimension> dimensions;
  std::set<int> seen;
  for (int i = 0; i < request.dimensions_size(); ++i) {
    const std::string field = absl::StrCat("dimensions[", i, "]");
    dimensions.push_back(check.Value(field, request.dimensions(i)));
    if (!seen.insert(request.dimensions(i)).second) {
      check.Fail(field, "Stands twice; each must be different.");
    }
  }
  if (!request.session().empty() && seen.count(v1::DIMENSION_SESSION) > 0) {
    check.Fail("session", "Does not go together with DIMENSION_SESSION.");
  }
  return dimensions;
}

void CheckPublic(const v1::GetBreakdownRequest& request, FieldChecker& check) {
  if (request.dimensions_size() != 1 || !IsPublic(request.dimensions(0))) {
    check.Fail("dimensions",
               "Must be one for AUDIENCE_PUBLIC, and not of delegations or "
               "groups of countries.");
  }
  if (!request.session().empty()) {
    check.Fail("session", "Does not go together with AUDIENCE_PUBLIC.");
  }
  if (request.filter().ByteSizeLong() > 0) {
    check.Fail("filter", "Does not go together with AUDIENCE_PUBLIC.");
  }
  if (request.order_by() != v1::MEASURE_UNSPECIFIED &&
      !IsPublic(request.order_by())) {
    check.Fail("order_by", "Is no number of a report for AUDIENCE_PUBLIC.");
  }
}

PeopleFilter ParseFilter(const v1::PeopleFilter& filter, const EventName& event,
                         FieldChecker& check) {
  PeopleFilter parsed;
  parsed.countries = ParseValues(
      "filter.country_codes", filter.country_codes(),
      [](const std::string& code) { return geo::FindCountry(code) != nullptr; },
      "Must be an ISO 3166-1 alpha-2 code, or empty.", check);
  parsed.sectors = ParseValues(
      "filter.sector_ids", filter.sector_ids(),
      [](const std::string& id) { return IsSlug(id); },
      "Must be the id of a sector, or empty.", check);
  parsed.regions = ParseValues(
      "filter.regions", filter.regions(),
      [](const std::string& code) { return geo::FindRegion(code) != nullptr; },
      "Must be the M49 code of a region or subregion, or empty.", check);
  const std::set<std::string> delegations = ParseValues(
      "filter.delegations", filter.delegations(),
      [&](const std::string& text) {
        DelegationName name;
        return ParseName(text, name) && name.event == event.event;
      },
      "Must be the name of a delegation to the event, or empty.", check);
  for (const std::string& text : delegations) {
    DelegationName name;
    if (text.empty() || ParseName(text, name)) {
      parsed.delegations.insert(name.delegation);
    }
  }
  for (int i = 0; i < filter.modes_size(); ++i) {
    parsed.modes.insert(type::v1::Mode_Name(
        check.Value(absl::StrCat("filter.modes[", i, "]"), filter.modes(i))));
  }
  for (int i = 0; i < filter.groups_size(); ++i) {
    parsed.groups |= BitOf(
        check.Value(absl::StrCat("filter.groups[", i, "]"), filter.groups(i)));
  }
  return parsed;
}

}  // namespace rollcall::reporting
