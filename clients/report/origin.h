#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/reporting/v1/frozen_report.pb.h"

namespace rollcall::report {

// Where a report comes from, besides what it says itself.
struct Origin {
  // Its parts are of several versions of the data: they may not add up.
  bool has_several_versions = false;
  // Of a report that is kept: its name, `events/e/frozenReports/f`, and the
  // SHA-256 of its content in hex. Empty of one that is live.
  std::string frozen_name;
  std::string sha256;
  // Of a report that is kept and was compared with what is known now: what has
  // changed, and until when.
  std::vector<reporting::v1::Adjustment> adjustments;
  std::optional<absl::Time> compared_time;
};

}  // namespace rollcall::report
