#pragma once

#include <cstdint>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
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

// Tells a person who looks at the terminal that a call lasts, from its second
// second on: `waiting for the service, 5 s`.
class Waiting {
 public:
  explicit Waiting(const Terminal& terminal);
  // Removes the line.
  ~Waiting();

 private:
  const Terminal& terminal_;
  absl::Notification over_;
  std::thread thread_;
};

// The bar's text: `[#######       ] 50 % 320 of 640 rows`.
std::string BarText(int64_t done, int64_t total, const std::string& what);

}  // namespace rollcall::cli
