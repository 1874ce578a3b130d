#include "services/reporting/breakdown_message.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"

#include "common/api/enum_text.h"
#include "common/api/limits.h"
#include "common/geo/country.h"
#include "common/geo/region.h"
#include "rollcall/type/v1/mode.pb.h"
#include "services/reporting/public_breakdown.h"
#include "services/reporting/report_message.h"

namespace rollcall::reporting {
namespace {

constexpr char kNoDelegation[] = "no delegation";

std::string GroupNameOf(const std::string& group) {
  if (group == "LDC") return "least developed countries";
  if (group == "LLDC") return "landlocked developing countries";
  if (group == "SIDS") return "small island developing States";
  if (group == "G77") return "Group of 77";
  return "other countries";
}

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

// Tells what values are, and how people call them.
class Names {
 public:
  Names(const EventName& event, const Snapshot& snapshot) : event_(event) {
    for (const Sector& sector : snapshot.sectors) {
      sectors_[sector.id] = sector.display_name;
    }
    for (const Session& session : snapshot.sessions) {
      sessions_[session.id] = session.title;
    }
    for (const Delegation& delegation : snapshot.delegations) {
      delegations_[delegation.id] = delegation.display_name;
    }
  }

  std::string ValueOf(v1::Dimension dimension, const std::string& value) const {
    if (dimension == v1::DIMENSION_SESSION) {
      return SessionName{event_.event, value}.ToString();
    }
    if (dimension != v1::DIMENSION_DELEGATION || value.empty()) return value;
    return DelegationName{event_.event, value}.ToString();
  }

  std::string DisplayNameOf(v1::Dimension dimension,
                            const std::string& value) const {
    if (value.empty()) {
      return dimension == v1::DIMENSION_DELEGATION ? kNoDelegation : kUnknown;
    }
    switch (dimension) {
      case v1::DIMENSION_DELEGATION:
        return Find(delegations_, value);
      case v1::DIMENSION_COUNTRY: {
        const geo::Country* country = geo::FindCountry(value);
        return country == nullptr ? value : country->display_name;
      }
      case v1::DIMENSION_SECTOR:
        return Find(sectors_, value);
      case v1::DIMENSION_SESSION:
        return Find(sessions_, value);
      case v1::DIMENSION_REGION:
      case v1::DIMENSION_SUBREGION: {
        const geo::Region* region = geo::FindRegion(value);
        return region == nullptr ? value : region->display_name;
      }
      case v1::DIMENSION_MODE:
        return value == type::v1::Mode_Name(type::v1::MODE_IN_PERSON)
                   ? "in person"
                   : "online";
      case v1::DIMENSION_DAY:
        return value;
      default:
        return GroupNameOf(value);
    }
  }

 private:
  using Map = std::map<std::string, std::string>;

  static const std::string& Find(const Map& names, const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
  }

  const EventName event_;
  Map sectors_;
  Map sessions_;
  Map delegations_;
};

void RenderCounts(const Counts& counts, bool is_public, Hidden hidden,
                  v1::BreakdownRow& out) {
  if (is_public) {
    RenderPublic(counts, hidden, *out.mutable_counts());
    out.set_hidden(HiddenCountsOf(hidden));
  } else {
    Render(counts, *out.mutable_counts());
  }
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

v1::GetBreakdownResponse MakeBreakdown(const BreakdownQuery& query,
                                       const Snapshot& snapshot) {
  const bool is_public = query.public_threshold.has_value();
  const int threshold = query.public_threshold.value_or(0);
  const Hidden of_total = is_public
                              ? HiddenOfTotal(PeopleOf(snapshot), threshold)
                              : Hidden::kNothing;
  Breakdown breakdown =
      is_public ? BreakDownForPublic(snapshot.cells, query.dimensions.front(),
                                     threshold, of_total)
                : BreakDown(snapshot.cells, query.dimensions, query.filter);
  OrderBy(query.order_by, breakdown.rows);

  v1::GetBreakdownResponse out;
  const Names names(query.event, snapshot);
  for (const BreakdownRow& row : breakdown.rows) {
    auto* rendered = out.add_rows();
    for (size_t i = 0; i < query.dimensions.size(); ++i) {
      const v1::Dimension dimension = query.dimensions[i];
      auto* value = rendered->add_values();
      value->set_dimension(dimension);
      value->set_value(names.ValueOf(dimension, row.values[i]));
      value->set_display_name(names.DisplayNameOf(dimension, row.values[i]));
    }
    RenderCounts(row.counts, is_public, row.hidden, *rendered);
  }
  const Counts people = CountPeople(PeopleOf(snapshot), query.filter);
  if (is_public) {
    RenderPublic(breakdown.total, breakdown.total_hidden, *out.mutable_total());
    out.set_total_hidden(HiddenCountsOf(breakdown.total_hidden));
    if (of_total < Hidden::kAttended) {
      out.set_unique_attended_count(people.attended());
    }
  } else {
    Render(breakdown.total, *out.mutable_total());
    out.set_unique_attended_count(people.attended());
  }
  RenderState(snapshot.state, out);
  return out;
}

}  // namespace rollcall::reporting
