#include "common/db/param.h"

#include "absl/strings/escaping.h"

namespace rollcall::db {

Param ToParam(absl::Time value) {
  if (value == absl::InfiniteFuture()) return "infinity";
  return absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", value, absl::UTCTimeZone());
}

Param ToParam(const std::vector<Param>& elements) {
  std::string text = "{";
  for (const Param& element : elements) {
    if (text.size() > 1) text += ',';
    if (!element) {
      text += "NULL";
      continue;
    }
    text += '"';
    for (const char c : *element) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  text += '}';
  return text;
}

Param TimeRangesParam(
    const std::vector<std::pair<absl::Time, absl::Time>>& ranges) {
  std::string text = "{";
  for (const auto& [start, end] : ranges) {
    absl::StrAppend(&text, text.size() > 1 ? "," : "", "[", *ToParam(start),
                    ",", *ToParam(end), ")");
  }
  text += '}';
  return text;
}

Param ByteaParam(absl::string_view bytes) {
  return absl::StrCat("\\x", absl::BytesToHexString(bytes));
}

}  // namespace rollcall::db
