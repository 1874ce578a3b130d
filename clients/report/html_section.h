#pragma once

#include <string>

#include "clients/report/origin.h"
#include "clients/report/table.h"
#include "rollcall/reporting/v1/report.pb.h"

// The parts of a page that have a heading. Empty where a report has nothing to
// say.
namespace rollcall::report {

// Who was there when.
std::string TimelineSection(const reporting::v1::Report& report);

// A breakdown of `report`, as a chart and as a table; with sessions, when most
// people were there, and who stayed.
std::string TableSection(const reporting::v1::Report& report,
                         const Table& table);

// What has changed since the report was kept.
std::string AdjustmentSection(const reporting::v1::Report& report,
                              const Origin& origin);

}  // namespace rollcall::report
