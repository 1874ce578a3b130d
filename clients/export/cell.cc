#include "clients/export/cell.h"

#include "absl/strings/ascii.h"
#include "google/protobuf/util/time_util.h"

namespace rollcall::exports {

std::string LowerCase(const std::string& text) {
  return absl::AsciiStrToLower(text);
}

std::string FlagCell(bool flag) { return flag ? "yes" : ""; }

std::string TimeCell(bool has_time, const google::protobuf::Timestamp& time) {
  if (!has_time) return "";
  return google::protobuf::util::TimeUtil::ToString(time);
}

}  // namespace rollcall::exports
