#pragma once

#include <optional>
#include <string>

namespace rollcall::db {

// `text` as a parameter that is NULL where there is none.
inline std::optional<std::string> NullIfEmpty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace rollcall::db
