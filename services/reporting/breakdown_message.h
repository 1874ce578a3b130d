#pragma once

#include <vector>

#include "common/api/field_checker.h"
#include "common/api/resource_name.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/breakdown.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// Reads the dimensions of a GetBreakdownRequest.
std::vector<v1::Dimension> ParseDimensions(
    const v1::GetBreakdownRequest& request, FieldChecker& check);

// Reads whom a report on `event` is about.
PeopleFilter ParseFilter(const v1::PeopleFilter& filter, const EventName& event,
                         FieldChecker& check);

// Renders `rows` of `dimensions` and their total; `snapshot` of `event` names
// the values.
void Render(const std::vector<BreakdownRow>& rows,
            const std::vector<v1::Dimension>& dimensions,
            const EventName& event, const Snapshot& snapshot,
            v1::GetBreakdownResponse& out);

}  // namespace rollcall::reporting
