#pragma once

#include <cstddef>
#include <string>

namespace rollcall {

// Returns `size` bytes that nobody can guess.
std::string RandomBytes(size_t size);

}  // namespace rollcall
