#include "tests/harness/terminal_program.h"

#include <array>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace rollcall::testing {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(60);
constexpr char kHome[] = "\033[H";
constexpr char kEndOfLine[] = "\033[K";
constexpr char kRestOfPage[] = "\033[J";

}  // namespace

TerminalProgram::TerminalProgram(const std::string& program,
                                 const std::vector<std::string>& arguments,
                                 const Environment& environment) {
  winsize size = {24, 80, 0, 0};
  const std::string path = ProgramPath(program);
  std::vector<std::string> texts = {path};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables = {"TERM=xterm-256color",
                                        "ROLLCALL_PROFILE=none"};
  for (const auto& [name, value] : environment) {
    variables.push_back(absl::StrCat(name, "=", value));
  }
  std::vector<char*> envp;
  for (std::string& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);

  process_ = forkpty(&terminal_, nullptr, nullptr, &size);
  if (process_ < 0) throw std::runtime_error("forkpty failed");
  if (process_ == 0) {
    execve(path.c_str(), argv.data(), envp.data());
    _exit(127);
  }
}

TerminalProgram::~TerminalProgram() {
  if (process_ != 0) {
    kill(process_, SIGKILL);
    ExitCodeOf(process_);
  }
  close(terminal_);
}

bool TerminalProgram::Read() {
  pollfd waiting{terminal_, POLLIN, 0};
  if (poll(&waiting, 1, 100) == 0) return true;
  std::array<char, 4096> part{};
  // It fails once nobody has the terminal any more.
  const ssize_t size = read(terminal_, part.data(), part.size());
  if (size <= 0) return false;
  output_.append(part.data(), static_cast<size_t>(size));
  return true;
}

void TerminalProgram::Await(
    const std::function<bool(const std::string& output)>& is_enough) {
  const absl::Time deadline = absl::Now() + kTimeout;
  while (!is_enough(output_)) {
    if (!Read() || absl::Now() > deadline) {
      throw std::runtime_error("not within a minute:\n" + output_);
    }
  }
}

std::vector<std::string> TerminalProgram::Page() const {
  const size_t end = output_.rfind(kRestOfPage);
  if (end == std::string::npos) return {};
  const size_t begin = output_.rfind(kHome, end);
  if (begin == std::string::npos) return {};
  const size_t first = begin + std::string(kHome).size();
  const std::string page = absl::StrReplaceAll(
      output_.substr(first, end - first), {{kEndOfLine, ""}, {"\r", ""}});
  return absl::StrSplit(page, '\n');
}

void TerminalProgram::Type(const std::string& keys) {
  if (write(terminal_, keys.data(), keys.size()) !=
      static_cast<ssize_t>(keys.size())) {
    throw std::runtime_error("the program does not listen");
  }
}

void TerminalProgram::Resize(int columns, int lines) {
  const winsize size = {static_cast<unsigned short>(lines),
                        static_cast<unsigned short>(columns), 0, 0};
  ioctl(terminal_, TIOCSWINSZ, &size);
}

void TerminalProgram::Signal(int signal) { kill(process_, signal); }

int TerminalProgram::Wait() {
  const absl::Time deadline = absl::Now() + kTimeout;
  while (Read()) {
    if (absl::Now() > deadline) {
      throw std::runtime_error("does not end within a minute:\n" + output_);
    }
  }
  const int exit_code = ExitCodeOf(process_);
  process_ = 0;
  return exit_code;
}

}  // namespace rollcall::testing
