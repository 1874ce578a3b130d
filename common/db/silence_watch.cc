#include "common/db/silence_watch.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include "common/base/log.h"
#include "nlohmann/json.hpp"

namespace rollcall::db {
namespace {

constexpr absl::Duration kPeriod = absl::Milliseconds(500);
// How much longer than the server's own limit an answer may take.
constexpr absl::Duration kGrace = absl::Seconds(3);
// What a server with a successor gets, which may be well.
constexpr absl::Duration kOutdatedPatience = absl::Seconds(1);

// Who has set the clock has not kept anybody waiting.
int64_t SteadyNanos() {
  return absl::ToInt64Nanoseconds(
      absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()));
}

}  // namespace

Line::Line(int socket) : socket_(fcntl(socket, F_DUPFD_CLOEXEC, 0)) {
  if (socket_ < 0) {
    throw std::system_error(errno, std::generic_category(), "fcntl");
  }
}

Line::~Line() { close(socket_); }

void Line::Ask() {
  asked_ = SteadyNanos();
  has_limit_ = true;
}

void Line::AskWithoutLimit() {
  has_limit_ = false;
  asked_ = SteadyNanos();
}

absl::Duration Line::Silence() const {
  const int64_t asked = asked_;
  if (asked == kNever) return absl::ZeroDuration();
  return absl::Nanoseconds(SteadyNanos() - asked);
}

void Line::Cut() const { shutdown(socket_, SHUT_RDWR); }

SilenceWatch::SilenceWatch(absl::Duration statement_timeout,
                           const LatestTimeline& timeline, Counter& cut)
    : patience_(statement_timeout + kGrace),
      timeline_(timeline),
      cut_(cut),
      thread_([this] { Run(); }) {}

SilenceWatch::~SilenceWatch() {
  stop_.Notify();
  thread_.join();
}

void SilenceWatch::Add(const std::shared_ptr<Line>& line) {
  const absl::MutexLock lock(&mutex_);
  lines_.push_back(line);
}

void SilenceWatch::Run() {
  while (!stop_.WaitForNotificationWithTimeout(kPeriod)) CutSilent();
}

void SilenceWatch::CutSilent() {
  const absl::MutexLock lock(&mutex_);
  const auto is_over = [this](const std::weak_ptr<Line>& watched) {
    const std::shared_ptr<Line> line = watched.lock();
    if (line == nullptr) return true;
    if (!IsLost(*line)) return false;
    cut_.Add();
    Log(Severity::kError,
        HasSuccessor(*line) ? "old primary does not answer, connection cut"
                            : "database hangs, connection cut",
        {{"timeline", line->timeline()}});
    line->Cut();
    return true;
  };
  lines_.erase(std::remove_if(lines_.begin(), lines_.end(), is_over),
               lines_.end());
}

bool SilenceWatch::IsLost(const Line& line) const {
  const absl::Duration silence = line.Silence();
  if (line.has_limit() && silence > patience_) return true;
  return silence > kOutdatedPatience && HasSuccessor(line);
}

bool SilenceWatch::HasSuccessor(const Line& line) const {
  return line.timeline() != 0 && line.timeline() < timeline_.number();
}

}  // namespace rollcall::db
