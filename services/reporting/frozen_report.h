#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/reporting/v1/counts.pb.h"

namespace rollcall::reporting {

// A report that is kept; see v1::FrozenReport.
struct FrozenReport {
  FrozenReportName name;
  v1::Audience audience = v1::AUDIENCE_UNSPECIFIED;
  absl::Time as_of;
  int64_t data_version = 0;
  absl::Time create_time;
  std::string content;
};

}  // namespace rollcall::reporting
