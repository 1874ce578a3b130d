#pragma once

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/harness/spawn.h"

namespace rollcall::testing {

// A program of the project on a terminal of its own, of 80 columns and 24 lines
// unless it is resized. Ended at the latest with the object.
class TerminalProgram {
 public:
  TerminalProgram(const std::string& program,
                  const std::vector<std::string>& arguments,
                  const Environment& environment);
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;
  ~TerminalProgram();

  // Reads until `is_enough` is true of all that was written so far. Throws with
  // that when it is not within a minute, or the program has ended.
  void Await(const std::function<bool(const std::string& output)>& is_enough);
  // The lines of the last page that was drawn as a whole; none before there is
  // one. A page begins where the cursor goes to its first place.
  std::vector<std::string> Page() const;
  // All that was written so far.
  const std::string& output() const { return output_; }

  void Type(const std::string& keys);
  void Resize(int columns, int lines);
  void Signal(int signal);
  // Reads to the end and returns the exit code.
  int Wait();

 private:
  // Reads what there is; false at the end.
  bool Read();

  pid_t process_ = 0;
  int terminal_ = -1;
  std::string output_;
};

}  // namespace rollcall::testing
