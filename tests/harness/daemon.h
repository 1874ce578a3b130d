#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "absl/functional/function_ref.h"

#include "tests/harness/spawn.h"

namespace rollcall::testing {

// Gives `path` to the user that daemons run as. What is below it stays whose it
// is.
void LendToDaemons(const std::string& path);

// One of Debian's servers as a process of its own. As root it runs as the user
// `postgres`: those that work with PostgreSQL refuse to be root. Ended at the
// latest with the object.
class Daemon {
 public:
  // Starts `program`, a whole path. It writes to the file `log`, after what is
  // there.
  Daemon(const std::string& program, const std::vector<std::string>& arguments,
         const std::string& log, const Environment& environment = {});
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();

  // Waits until `ready` returns true. Throws with the log when the process ends
  // before, or in a minute.
  void Await(absl::FunctionRef<bool()> ready);
  // Ends it without any warning. Again is nothing.
  void Kill();
  // Asks it to end. Returns its exit code.
  int Terminate();
  // Waits until it ends by itself. Returns its exit code.
  int Wait();

 private:
  const std::string program_;
  const std::string log_;
  pid_t process_ = 0;
};

// Whether something takes connections at `address`, host:port.
bool Answers(const std::string& address);

}  // namespace rollcall::testing
