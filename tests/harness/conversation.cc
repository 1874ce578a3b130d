#include "tests/harness/conversation.h"

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <unistd.h>

namespace rollcall::testing {
namespace {

constexpr int kTimeoutMilliseconds = 60000;

// The ends to read from and to write to.
std::array<int, 2> NewPipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("pipe2 failed");
  }
  return ends;
}

}  // namespace

Conversation::Conversation(const std::string& program,
                           const std::vector<std::string>& arguments,
                           const Environment& environment) {
  const auto input = NewPipe();
  const auto output = NewPipe();
  process_ = Spawn(program, arguments, environment, [&](auto* actions) {
    posix_spawn_file_actions_adddup2(actions, input[0], 0);
    posix_spawn_file_actions_adddup2(actions, output[1], 1);
  });
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

Conversation::~Conversation() { Kill(); }

void Conversation::Say(const std::string& line) {
  const std::string text = line + "\n";
  if (write(input_, text.data(), text.size()) !=
      static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("the program does not listen");
  }
}

std::string Conversation::Hear() {
  size_t end = 0;
  while ((end = rest_.find('\n')) == std::string::npos) {
    pollfd waiting{output_, POLLIN, 0};
    std::array<char, 4096> part{};
    const ssize_t size = poll(&waiting, 1, kTimeoutMilliseconds) == 1
                             ? read(output_, part.data(), part.size())
                             : 0;
    if (size <= 0) throw std::runtime_error("the program says no more");
    rest_.append(part.data(), static_cast<size_t>(size));
  }
  std::string line = rest_.substr(0, end);
  rest_.erase(0, end + 1);
  return line;
}

int Conversation::End() {
  close(input_);
  input_ = -1;
  const int exit_code = ExitCodeOf(process_);
  process_ = 0;
  Close();
  return exit_code;
}

void Conversation::Kill() {
  if (process_ != 0) {
    kill(process_, SIGKILL);
    ExitCodeOf(process_);
    process_ = 0;
  }
  Close();
}

void Conversation::Close() {
  if (input_ >= 0) close(input_);
  if (output_ >= 0) close(output_);
  input_ = -1;
  output_ = -1;
}

}  // namespace rollcall::testing
