#include "clients/cli/screen.h"

#include <cerrno>
#include <unistd.h>

#include "absl/strings/string_view.h"

namespace rollcall::cli {
namespace {

// Control functions of xterm and of what is like it: another page, and no
// cursor.
constexpr char kEnter[] = "\033[?1049h\033[?25l";
constexpr char kLeave[] = "\033[?25h\033[?1049l";
constexpr char kHome[] = "\033[H";
constexpr char kEndOfLine[] = "\033[K";
constexpr char kRestOfPage[] = "\033[J";

void Write(absl::string_view text) {
  while (!text.empty()) {
    const ssize_t size = write(STDOUT_FILENO, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    text.remove_prefix(static_cast<size_t>(size));
  }
}

}  // namespace

winsize SizeOfTerminal(winsize fallback) {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 ||
      size.ws_row == 0) {
    return fallback;
  }
  return size;
}

Screen::Screen() {
  has_input_ = tcgetattr(STDIN_FILENO, &before_) == 0;
  Enter();
}

Screen::~Screen() { Leave(); }

void Screen::Enter() {
  if (has_input_) {
    termios keys = before_;
    // A key comes at once and is not shown. Ctrl-C stays a signal.
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &keys);
  }
  Write(kEnter);
}

void Screen::Leave() {
  Write(kLeave);
  if (has_input_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

void Screen::Draw(const std::vector<std::string>& lines) {
  std::string page = kHome;
  for (size_t i = 0; i < lines.size(); ++i) {
    page += lines[i];
    page += kEndOfLine;
    if (i + 1 < lines.size()) page += "\r\n";
  }
  page += kRestOfPage;
  Write(page);
}

}  // namespace rollcall::cli
