#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

#include "clients/cli/terminal.h"

namespace rollcall::cli {

// Shows how far a long command is: a bar that is drawn anew on a terminal, else
// a line a second. A command of less than a second shows nothing but the bar.
class ProgressBar {
 public:
  // `what` is counted, in the plural.
  ProgressBar(const Terminal& terminal, std::string what);
  // Removes the bar.
  ~ProgressBar();

  // Called as often as wanted; `total` below 0 is not known.
  void Show(int64_t done, int64_t total);

 private:
  const Terminal& terminal_;
  const std::string what_;
  absl::Time next_;
  bool is_drawn_ = false;
};

// The bar's text: `[#######       ] 50 % 320 of 640 rows`.
std::string BarText(int64_t done, int64_t total, const std::string& what);

}  // namespace rollcall::cli
