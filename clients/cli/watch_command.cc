#include "clients/cli/watch_command.h"

#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "absl/time/clock.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/screen.h"
#include "clients/watch/feed.h"
#include "clients/watch/frame.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

constexpr absl::Duration kLongestFrame = absl::Seconds(1);
constexpr absl::Duration kShortestFrame = absl::Milliseconds(200);
constexpr absl::Duration kShortestLine = absl::Seconds(1);
constexpr absl::Duration kOncePatience = absl::Seconds(10);

// Wakes whoever polls it, from any thread.
class Bell {
 public:
  Bell() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;
  ~Bell() { close(descriptor_); }

  void Ring() const {
    // It is full where nobody has listened; then it rings already.
    (void)!eventfd_write(descriptor_, 1);
  }
  void Silence() const {
    eventfd_t count = 0;
    (void)!eventfd_read(descriptor_, &count);
  }
  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

// Signals that are read instead of ending the program, in all threads that
// begin during its life.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal :
         {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH}) {
      sigaddset(&set_, signal);
    }
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    descriptor_ = signalfd(-1, &set_, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() {
    close(descriptor_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  int descriptor() const { return descriptor_; }
  // The next one; 0 when there is none.
  int Read() const {
    signalfd_siginfo info = {};
    return read(descriptor_, &info, sizeof(info)) == sizeof(info)
               ? static_cast<int>(info.ssi_signo)
               : 0;
  }

 private:
  sigset_t set_ = {};
  sigset_t before_ = {};
  int descriptor_ = -1;
};

// Waits until one of the descriptors can be read, or for `longest`.
void Wait(std::vector<pollfd>& descriptors, absl::Duration longest) {
  poll(descriptors.data(), descriptors.size(),
       static_cast<int>(absl::ToInt64Milliseconds(longest)));
}

watch::Canvas CanvasOf(const Terminal& terminal) {
  // Half a line is left for the prompt after a single frame.
  const winsize size = terminal.is_screen ? SizeOfTerminal({24, 80, 0, 0})
                                          : winsize{24, 80, 0, 0};
  watch::Canvas canvas;
  canvas.width = size.ws_col;
  canvas.height = size.ws_row;
  // By no-color.org, whatever its value.
  const char* no_color = std::getenv("NO_COLOR");
  canvas.has_colors =
      terminal.is_screen && (no_color == nullptr || no_color[0] == '\0');
  return canvas;
}

absl::StatusOr<int> ShowOnce(const client::Server& server,
                             const WatchOptions& options,
                             const Terminal& terminal) {
  const Bell bell;
  watch::Feed feed(server, options.session, [&bell] { bell.Ring(); });
  const absl::Time deadline = absl::Now() + kOncePatience;
  while (!feed.IsComplete() && absl::Now() < deadline) {
    std::vector<pollfd> descriptors = {{bell.descriptor(), POLLIN, 0}};
    Wait(descriptors, deadline - absl::Now());
    bell.Silence();
  }
  RETURN_IF_ERROR(feed.Failure());
  if (!feed.IsComplete()) {
    return absl::UnavailableError(
        "The services have not all answered within 10 s.");
  }
  watch::Canvas canvas = CanvasOf(terminal);
  if (canvas.height > 1) --canvas.height;
  for (const std::string& line :
       watch::RenderFrame(feed.View(), absl::Now(), canvas)) {
    terminal.out << line << "\n";
  }
  return kExitOk;
}

// A line for each change, at most one a second.
absl::StatusOr<int> ShowLines(const client::Server& server,
                              const WatchOptions& options,
                              const Terminal& terminal) {
  const Signals signals;
  const Bell bell;
  watch::Feed feed(server, options.session, [&bell] { bell.Ring(); });
  std::string shown;
  absl::Time next = absl::Now();
  while (terminal.out) {
    RETURN_IF_ERROR(feed.Failure());
    const absl::Time now = absl::Now();
    if (feed.IsComplete() && now >= next) {
      const std::string line = watch::RenderLine(feed.View(), now);
      // Without the time before it, it is the same as long as nothing changes.
      const std::string content = line.substr(line.find(' '));
      if (content != shown) {
        terminal.out << line << std::endl;
        next = now + kShortestLine;
        shown = content;
      }
    }
    // Of the output it is told that nobody reads it any more.
    std::vector<pollfd> descriptors = {{bell.descriptor(), POLLIN, 0},
                                       {signals.descriptor(), POLLIN, 0},
                                       {STDOUT_FILENO, 0, 0}};
    Wait(descriptors, kShortestLine);
    if ((descriptors[2].revents & POLLERR) != 0) break;
    bell.Silence();
    const int signal = signals.Read();
    if (signal == SIGTSTP) raise(SIGSTOP);
    if (signal != 0 && signal != SIGTSTP && signal != SIGWINCH) break;
  }
  return kExitOk;
}

// Whether a key was pressed that ends it. What is no terminal may end, and is
// not looked at again.
bool ReadsEnd(bool& has_input) {
  char key = 0;
  const ssize_t size = read(STDIN_FILENO, &key, 1);
  if (size == 0) has_input = false;
  return size == 1 && (key == 'q' || key == 'Q');
}

absl::StatusOr<int> ShowFrames(const client::Server& server,
                               const WatchOptions& options,
                               const Terminal& terminal) {
  const Signals signals;
  const Bell bell;
  watch::Feed feed(server, options.session, [&bell] { bell.Ring(); });
  Screen screen;
  bool has_input = isatty(STDIN_FILENO) != 0;
  while (true) {
    RETURN_IF_ERROR(feed.Failure());
    const absl::Time now = absl::Now();
    watch::Canvas canvas = CanvasOf(terminal);
    canvas.has_keys = has_input;
    screen.Draw(watch::RenderFrame(feed.View(), now, canvas));
    std::vector<pollfd> descriptors = {
        {signals.descriptor(), POLLIN, 0},
        {has_input ? STDIN_FILENO : -1, POLLIN, 0}};
    Wait(descriptors, kShortestFrame);
    if (descriptors[0].revents == 0 && descriptors[1].revents == 0) {
      descriptors.push_back({bell.descriptor(), POLLIN, 0});
      Wait(descriptors, kLongestFrame - kShortestFrame);
      bell.Silence();
    }
    if (descriptors[1].revents != 0 && ReadsEnd(has_input)) return kExitOk;
    const int signal = signals.Read();
    if (signal == SIGTSTP) {
      screen.Leave();
      raise(SIGSTOP);
      screen.Enter();
    } else if (signal != 0 && signal != SIGWINCH) {
      return kExitOk;
    }
  }
}

}  // namespace

absl::StatusOr<int> RunWatch(const client::Server& server,
                             const WatchOptions& options,
                             const Terminal& terminal) {
  if (options.once) return ShowOnce(server, options, terminal);
  return terminal.is_screen ? ShowFrames(server, options, terminal)
                            : ShowLines(server, options, terminal);
}

}  // namespace rollcall::cli
