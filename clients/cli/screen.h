#pragma once

#include <string>
#include <sys/ioctl.h>
#include <termios.h>
#include <vector>

namespace rollcall::cli {

// How large the terminal of standard output is; `fallback` where it does not
// say.
winsize SizeOfTerminal(winsize fallback);

// The terminal of standard output as one page that frames are drawn on, instead
// of lines that scroll. What was there before is back at the end.
class Screen {
 public:
  Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  // Draws `lines`, which fit.
  void Draw(const std::vector<std::string>& lines);
  // Gives the terminal back, and takes it again.
  void Leave();
  void Enter();

 private:
  // As standard input was, if it is a terminal.
  termios before_ = {};
  bool has_input_ = false;
};

}  // namespace rollcall::cli
