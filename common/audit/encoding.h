#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::audit {

// Numbers and texts in a row, in a way that no two different rows share: every
// text comes after its length.
class Encoding {
 public:
  // In 4 and 8 bytes, the highest first.
  Encoding& Int32(int32_t value);
  Encoding& Int64(int64_t value);
  // Its length in 8 bytes, then `text`.
  Encoding& Text(absl::string_view text);
  // The bytes alone: for what has the same length everywhere.
  Encoding& Raw(absl::string_view bytes);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace rollcall::audit
