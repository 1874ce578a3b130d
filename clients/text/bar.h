#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace rollcall::text {

// A bar of Unicode's block elements for `value` out of `most`, which is
// `width` columns wide: to an eighth of a column, and not empty unless `value`
// is 0. Without blanks after it.
std::string BlockBar(int64_t value, int64_t most, size_t width);

// The same of heavy lines, to half a column: bars on lines one below the other
// do not touch.
std::string LineBar(int64_t value, int64_t most, size_t width);

}  // namespace rollcall::text
