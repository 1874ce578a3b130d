#pragma once

#include <string>

#include "google/protobuf/timestamp.pb.h"

#include "common/api/enum_text.h"

// What exports write into their cells.
namespace rollcall::exports {

// `text` in lower case.
std::string LowerCase(const std::string& text);

// The value of an enum in lower case and without its prefix: `in_person`; empty
// for the unspecified one.
template <typename Enum>
std::string EnumCell(Enum value) {
  return value == 0 ? "" : LowerCase(EnumText(value));
}

// `yes`, or nothing.
std::string FlagCell(bool flag);

// RFC 3339, in UTC; empty when there is no time.
std::string TimeCell(bool has_time, const google::protobuf::Timestamp& time);

}  // namespace rollcall::exports
