#include "clients/cli/progress.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace rollcall::cli {
namespace {

constexpr int64_t kBarWidth = 30;
constexpr absl::Duration kRedraw = absl::Milliseconds(100);
constexpr absl::Duration kLine = absl::Seconds(1);
constexpr char kClear[] = "\r\033[K";

}  // namespace

ProgressBar::ProgressBar(const Terminal& terminal, std::string what)
    : terminal_(terminal), what_(std::move(what)), next_(absl::Now()) {
  if (!terminal_.is_interactive) next_ += kLine;
}

ProgressBar::~ProgressBar() {
  if (is_drawn_) terminal_.err << kClear << std::flush;
}

void ProgressBar::Show(int64_t done, int64_t total) {
  const absl::Time now = absl::Now();
  if (now < next_) return;
  next_ = now + (terminal_.is_interactive ? kRedraw : kLine);
  if (terminal_.is_interactive) {
    terminal_.err << kClear << BarText(done, total, what_) << std::flush;
    is_drawn_ = true;
  } else {
    terminal_.err << done;
    if (total >= 0) terminal_.err << " of " << total;
    terminal_.err << " " << what_ << std::endl;
  }
}

Waiting::Waiting(const Terminal& terminal) : terminal_(terminal) {
  if (!terminal_.is_interactive) return;
  thread_ = std::thread([this] {
    int64_t seconds = 0;
    while (!over_.WaitForNotificationWithTimeout(kLine)) {
      terminal_.err << kClear << "waiting for the service, " << ++seconds
                    << " s" << std::flush;
    }
    if (seconds > 0) terminal_.err << kClear << std::flush;
  });
}

Waiting::~Waiting() {
  if (!thread_.joinable()) return;
  over_.Notify();
  thread_.join();
}

std::string BarText(int64_t done, int64_t total, const std::string& what) {
  if (total < 0) return absl::StrCat(done, " ", what);
  const int64_t filled = total == 0 ? kBarWidth : done * kBarWidth / total;
  const int64_t percent = total == 0 ? 100 : done * 100 / total;
  return absl::StrCat("[", std::string(static_cast<size_t>(filled), '#'),
                      std::string(static_cast<size_t>(kBarWidth - filled), ' '),
                      "] ", percent, " % ", done, " of ", total, " ", what);
}

}  // namespace rollcall::cli
