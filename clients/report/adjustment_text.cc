#include "clients/report/adjustment_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/report/number.h"
#include "common/api/enum_text.h"

namespace rollcall::report {

using reporting::v1::Adjustment;
using reporting::v1::Measure;

namespace {

std::string NumberText(const reporting::v1::Counts& counts, Measure measure) {
  const int64_t number =
      *NumberOf(counts, reporting::v1::HIDDEN_COUNTS_UNSPECIFIED, measure);
  return measure == reporting::v1::MEASURE_ONLINE_DURATION
             ? HoursText(number)
             : absl::StrCat(number);
}

}  // namespace

std::string WhoOf(const Adjustment& adjustment) {
  if (adjustment.values().empty()) return "everybody";
  return absl::StrJoin(
      adjustment.values(), ", ", [](std::string* out, const auto& value) {
        absl::StrAppend(out, value.display_name(), " (",
                        absl::AsciiStrToLower(EnumText(value.dimension())),
                        ")");
      });
}

std::vector<std::string> ChangesOf(const Adjustment& adjustment) {
  std::vector<std::string> changes;
  for (int i = reporting::v1::Measure_MIN + 1; i <= reporting::v1::Measure_MAX;
       ++i) {
    const auto measure = static_cast<Measure>(i);
    const std::string before = NumberText(adjustment.frozen(), measure);
    const std::string after = NumberText(adjustment.current(), measure);
    if (before == after) continue;
    changes.push_back(
        absl::StrCat(TitleOf(measure), " ", before, " → ", after));
  }
  return changes;
}

}  // namespace rollcall::report
