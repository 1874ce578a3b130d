#pragma once

#include <string>
#include <vector>

#include "rollcall/reporting/v1/frozen_report.pb.h"

namespace rollcall::report {

// Whose numbers an adjustment is about: `everybody`, or as `China (country)`.
std::string WhoOf(const reporting::v1::Adjustment& adjustment);

// Each number that differs, as `attended 614 → 616`.
std::vector<std::string> ChangesOf(const reporting::v1::Adjustment& adjustment);

}  // namespace rollcall::report
