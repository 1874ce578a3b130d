#pragma once

#include <istream>
#include <ostream>

namespace rollcall::cli {

// Where a command reads and writes: results go to `out`, all else to `err`.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // Whether a person looks at `err`.
  bool is_interactive = false;
  // Whether a person looks at `out`.
  bool is_screen = false;
};

}  // namespace rollcall::cli
