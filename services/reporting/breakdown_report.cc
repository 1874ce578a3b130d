#include "services/reporting/breakdown_report.h"

#include <algorithm>

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

const std::string& NameIn(const std::map<std::string, std::string>& names,
                          const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

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

BreakdownReport::BreakdownReport(const BreakdownQuery& query,
                                 const Snapshot& snapshot)
    : event_(query.event),
      dimensions_(query.dimensions),
      is_public_(query.public_threshold.has_value()),
      state_(snapshot.state) {
  for (const Sector& sector : snapshot.sectors) {
    sectors_[sector.id] = sector.display_name;
  }
  for (const Session& session : snapshot.sessions) {
    sessions_[session.id] = session.title;
  }
  for (const Delegation& delegation : snapshot.delegations) {
    delegations_[delegation.id] = delegation.display_name;
  }
  const std::vector<Cell>& people = PeopleOf(snapshot);
  const int threshold = query.public_threshold.value_or(0);
  const Hidden of_total =
      is_public_ ? HiddenOfTotal(people, threshold) : Hidden::kNothing;
  breakdown_ = is_public_
                   ? BreakDownForPublic(snapshot.cells, dimensions_.front(),
                                        threshold, of_total)
                   : BreakDown(snapshot.cells, dimensions_, query.filter);
  OrderBy(query.order_by, breakdown_.rows);
  if (of_total < Hidden::kAttended) {
    unique_attended_ = CountPeople(people, query.filter).attended();
  }
}

void BreakdownReport::Render(size_t first, size_t end,
                             v1::GetBreakdownResponse& out) const {
  for (size_t i = first; i < end; ++i) {
    const BreakdownRow& row = breakdown_.rows[i];
    auto* rendered = out.add_rows();
    for (size_t j = 0; j < dimensions_.size(); ++j) {
      const v1::Dimension dimension = dimensions_[j];
      auto* value = rendered->add_values();
      value->set_dimension(dimension);
      value->set_value(ValueOf(dimension, row.values[j]));
      value->set_display_name(DisplayNameOf(dimension, row.values[j]));
    }
    RenderCounts(row.counts, is_public_, row.hidden, *rendered);
  }
  if (is_public_) {
    RenderPublic(breakdown_.total, breakdown_.total_hidden,
                 *out.mutable_total());
    out.set_total_hidden(HiddenCountsOf(breakdown_.total_hidden));
  } else {
    reporting::Render(breakdown_.total, *out.mutable_total());
  }
  if (unique_attended_) out.set_unique_attended_count(*unique_attended_);
  RenderState(state_, out);
}

std::string BreakdownReport::ValueOf(v1::Dimension dimension,
                                     const std::string& value) const {
  if (dimension == v1::DIMENSION_SESSION) {
    return SessionName{event_.event, value}.ToString();
  }
  if (dimension != v1::DIMENSION_DELEGATION || value.empty()) return value;
  return DelegationName{event_.event, value}.ToString();
}

std::string BreakdownReport::DisplayNameOf(v1::Dimension dimension,
                                           const std::string& value) const {
  if (value.empty()) {
    return dimension == v1::DIMENSION_DELEGATION ? kNoDelegation : kUnknown;
  }
  switch (dimension) {
    case v1::DIMENSION_DELEGATION:
      return NameIn(delegations_, value);
    case v1::DIMENSION_COUNTRY: {
      const geo::Country* country = geo::FindCountry(value);
      return country == nullptr ? value : country->display_name;
    }
    case v1::DIMENSION_SECTOR:
      return NameIn(sectors_, value);
    case v1::DIMENSION_SESSION:
      return NameIn(sessions_, value);
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

}  // namespace rollcall::reporting
