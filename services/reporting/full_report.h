#pragma once

#include <vector>

#include "common/api/resource_name.h"
#include "rollcall/reporting/v1/frozen_report.pb.h"
#include "rollcall/reporting/v1/report.pb.h"
#include "services/reporting/reporting_store.h"

namespace rollcall::reporting {

// Makes the whole report on `event`, or for AUDIENCE_PUBLIC what anybody may
// see of it: counts of `public_threshold` people or more. Its sentence is to be
// published, whoever reads the report.
v1::Report ComposeReport(const EventName& event, const FullSnapshot& snapshot,
                         v1::Audience audience, int public_threshold);

// The counts in which two whole reports differ: the event as a whole, then
// those of each breakdown, in its order.
std::vector<v1::Adjustment> CompareReports(const v1::Report& frozen,
                                           const v1::Report& current);

}  // namespace rollcall::reporting
