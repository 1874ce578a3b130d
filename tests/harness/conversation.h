#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/harness/spawn.h"

namespace rollcall::testing {

// One of the project's programs that reads lines and answers in lines. Its
// standard error is the test's. Ended at the latest with the object.
class Conversation {
 public:
  Conversation(const std::string& program,
               const std::vector<std::string>& arguments,
               const Environment& environment);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  // Writes a line to its standard input.
  void Say(const std::string& line);
  // Returns the next line of its standard output. Throws when there is none
  // within a minute, or it has ended.
  std::string Hear();
  // Ends its standard input and returns its exit code.
  int End();
  // Ends it without any warning.
  void Kill();

 private:
  void Close();

  pid_t process_ = 0;
  int input_ = -1;
  int output_ = -1;
  // Read and not heard yet.
  std::string rest_;
};

}  // namespace rollcall::testing
