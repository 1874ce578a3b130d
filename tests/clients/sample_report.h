#pragma once

#include <string>

#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::testing {

// Names that are hostile, long, or of other scripts, as organizers may write
// them.
inline constexpr char kScript[] = "<script>alert(\"1\")</script>";
inline constexpr char kFormula[] = "=HYPERLINK(\"http://evil.example\";\"x\")";
inline constexpr char kLongName[] =
    "Intergovernmental Committee on the Harmonization of Everything Else, and "
    "of What Remains";

// Counts with these buckets, of `registered` people who are all confirmed.
reporting::v1::Counts CountsOf(int registered, int in_person_only,
                               int online_only, int both);

// Adds a row to the breakdown of `report` by `dimension`, which it makes if
// there is none, and to its total.
reporting::v1::BreakdownRow& AddRow(reporting::v1::Report& report,
                                    reporting::v1::Dimension dimension,
                                    const std::string& value,
                                    const std::string& display_name,
                                    const reporting::v1::Counts& counts);

// A report of an event of one day in Kathmandu (05:45 ahead of UTC), 9:00 to
// 17:00, of 100 people of whom 90 attended: with unknown countries and
// sectors, a sector of nobody, two sessions, and a timeline whose peak is 70 at
// 10:20. Its title has kScript, a sector is kFormula, a country kLongName.
reporting::v1::Report SampleReport();

// A report for AUDIENCE_PUBLIC of three countries: one of which all is told,
// one of which it is hidden how people attended, and one of which all is
// hidden.
reporting::v1::Report SamplePublicReport();

}  // namespace rollcall::testing
