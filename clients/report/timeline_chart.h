#pragma once

#include <string>

#include "clients/report/bar_chart.h"
#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// An <svg> as wide as its place of who was there when: an area of all people,
// lines of those in the room and online, the peak of all with its time, and
// hours or days of the event's time zone below. Empty for a report without a
// timeline.
std::string TimelineChart(const ChartText& text,
                          const reporting::v1::Report& report);

}  // namespace rollcall::report
