#include "services/reporting/report_message.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"

#include "common/api/timestamp.h"
#include "common/geo/country.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::reporting {
namespace {

constexpr char kUnknown[] = "unknown";
constexpr char kNoDelegation[] = "no delegation";

void Render(const Counts& counts, v1::Counts& out) {
  out.set_registered_count(counts.registered);
  out.set_confirmed_count(counts.confirmed);
  out.set_attended_count(counts.attended());
  out.set_in_person_only_count(counts.in_person_only);
  out.set_online_only_count(counts.online_only);
  out.set_both_count(counts.both);
  out.set_no_show_count(counts.no_show);
  out.set_partial_count(counts.partial);
}

// Tells what values are, and how people call them.
class Names {
 public:
  Names(const EventName& event, const Snapshot& snapshot) : event_(event) {
    for (const Sector& sector : snapshot.sectors) {
      sectors_[sector.id] = sector.display_name;
    }
    for (const Delegation& delegation : snapshot.delegations) {
      delegations_[delegation.id] = delegation.display_name;
    }
  }

  std::string ValueOf(v1::Dimension dimension, const std::string& value) const {
    if (dimension != v1::DIMENSION_DELEGATION || value.empty()) return value;
    return DelegationName{event_.event, value}.ToString();
  }

  std::string DisplayNameOf(v1::Dimension dimension,
                            const std::string& value) const {
    switch (dimension) {
      case v1::DIMENSION_DELEGATION:
        return value.empty() ? kNoDelegation : Find(delegations_, value);
      case v1::DIMENSION_COUNTRY: {
        if (value.empty()) return kUnknown;
        const geo::Country* country = geo::FindCountry(value);
        return country == nullptr ? value : country->display_name;
      }
      case v1::DIMENSION_SECTOR:
        return value.empty() ? kUnknown : Find(sectors_, value);
      default:
        return value == type::v1::Mode_Name(type::v1::MODE_IN_PERSON)
                   ? "in person"
                   : "online";
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
  Map delegations_;
};

}  // namespace

SessionName ParseScope(const std::string& event, const std::string& session,
                       FieldChecker& check) {
  const auto event_name = check.ResourceName<EventName>("event", event);
  if (session.empty()) return {event_name.event, kVenueSession};
  auto session_name = check.ResourceName<SessionName>("session", session);
  if (!session_name.event.empty() && !event_name.event.empty() &&
      session_name.event != event_name.event) {
    check.Fail("session", "Must be of the event that the report is about.");
  }
  return session_name;
}

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
  return dimensions;
}

void Render(const Summary& summary, v1::GetSummaryResponse& out) {
  Render(summary.total, *out.mutable_total());
  out.set_registered_in_person_count(summary.registered_in_person);
  out.set_registered_online_count(summary.registered_online);
  out.set_country_count(summary.countries);
  for (const SectorRow& row : summary.sectors) {
    auto* rendered = out.add_sectors();
    rendered->set_sector_id(row.sector.id);
    rendered->set_display_name(row.sector.id.empty() ? kUnknown
                                                     : row.sector.display_name);
    Render(row.counts, *rendered->mutable_counts());
  }
}

void Render(const std::vector<BreakdownRow>& rows,
            const std::vector<v1::Dimension>& dimensions,
            const EventName& event, const Snapshot& snapshot,
            v1::GetBreakdownResponse& out) {
  const Names names(event, snapshot);
  Counts total;
  for (const BreakdownRow& row : rows) {
    auto* rendered = out.add_rows();
    for (size_t i = 0; i < dimensions.size(); ++i) {
      auto* value = rendered->add_values();
      value->set_dimension(dimensions[i]);
      value->set_value(names.ValueOf(dimensions[i], row.values[i]));
      value->set_display_name(
          names.DisplayNameOf(dimensions[i], row.values[i]));
    }
    Render(row.counts, *rendered->mutable_counts());
    total += row.counts;
  }
  Render(total, *out.mutable_total());
}

void Render(const ConnectionTotals& totals, v1::ConnectionTotals& out) {
  out.set_connection_count(totals.connections);
  RenderDuration(totals.online, *out.mutable_online_duration());
}

}  // namespace rollcall::reporting
