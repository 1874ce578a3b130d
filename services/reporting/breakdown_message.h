#pragma once

#include <optional>
#include <vector>

#include "common/api/field_checker.h"
#include "common/api/resource_name.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/breakdown.h"

namespace rollcall::reporting {

// Reads the dimensions of a GetBreakdownRequest.
std::vector<v1::Dimension> ParseDimensions(
    const v1::GetBreakdownRequest& request, FieldChecker& check);

// Notes in `check` what a report that anybody may see does not have.
void CheckPublic(const v1::GetBreakdownRequest& request, FieldChecker& check);

// Reads whom a report on `event` is about.
PeopleFilter ParseFilter(const v1::PeopleFilter& filter, const EventName& event,
                         FieldChecker& check);

// What a breakdown is to be of, and for whom.
struct BreakdownQuery {
  EventName event;
  std::vector<v1::Dimension> dimensions;
  PeopleFilter filter;
  v1::Measure order_by = v1::MEASURE_UNSPECIFIED;
  // Of a report that anybody may see: the fewest people that it tells of.
  std::optional<int> public_threshold;
};

}  // namespace rollcall::reporting
