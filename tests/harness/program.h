#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

#include "absl/time/time.h"

#include "tests/harness/database.h"
#include "tests/harness/spawn.h"

namespace rollcall::testing {

// What a finished program left behind.
struct Finished {
  // As of a shell: 128 + the signal when one ended it.
  int exit_code = 0;
  std::string output;
  std::string error;
};

// Runs one of the project's programs to its end, without standard input.
Finished RunProgram(const std::string& program,
                    const std::vector<std::string>& arguments,
                    const Environment& environment = {});

// Where a service of this process listens, on any free port. No other process
// has the address: while a service of ours is down, no service of another test
// is found at its port.
std::string OwnAddress();

// `count` addresses of that host, host:port, whose ports are free: for servers
// that do not tell which one they would get.
std::vector<std::string> FreeAddresses(int count);

// The host of `address`, which is host:port.
std::string HostOf(const std::string& address);

// One of the project's services as a process of its own. Ended at the latest
// with the object.
class ServiceProcess {
 public:
  // Starts rollcall-`service` on a migrated database and a free port, with the
  // token of calls.h and the keys of ticket_keys.h, and waits until it serves.
  // Throws with its log if it does not. `listen` may be the address of one that
  // has ended, whose clients then find this one. `environment` is for flags;
  // unless it says so, scans may wait a minute for their lane.
  explicit ServiceProcess(const std::string& service,
                          const std::string& database_url = DatabaseUrl(),
                          const std::string& listen = OwnAddress(),
                          Environment environment = {});
  ~ServiceProcess();

  // host:port.
  const std::string& address() const { return address_; }

  // Where it tells its metrics, host:port; empty when it does not.
  std::string MetricsAddress() const;

  // Ends it without any warning.
  void Kill();
  // Has it hang: SIGSTOP. It goes on with Resume.
  void Pause();
  void Resume();
  // Sends it a signal.
  void Signal(int signal) const;
  // Asks it to end and returns its exit code.
  int Terminate();
  // Waits until it ends by itself, and returns its exit code.
  int Wait();
  // All that it has logged so far.
  std::string Log() const;
  // Forgets what it has logged so far, which a long run would fill a disk with.
  void ForgetLog();
  // The memory that it has resident, and the most that it has had so far, in
  // bytes.
  int64_t Memory() const;
  int64_t PeakMemory() const;
  // What of it is pages of files, the program and its libraries, which other
  // processes share.
  int64_t FileMemory() const;
  // The file descriptors that it has open.
  int64_t OpenFileCount() const;
  // See CpuTimeOf.
  absl::Duration CpuTime() const;

 private:
  std::string log_path_;
  std::string address_;
  pid_t process_ = 0;
};

// A file with kToken that the services accept as --admin-token-file.
std::string TokenFile();

}  // namespace rollcall::testing
