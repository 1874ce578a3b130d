#include "tests/harness/daemon.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "tests/harness/peer.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {
namespace {

constexpr char kUser[] = "postgres";
constexpr absl::Duration kStartTimeout = absl::Minutes(1);
constexpr absl::Duration kPollPeriod = absl::Milliseconds(10);

}  // namespace

void LendToDaemons(const std::string& path) {
  if (geteuid() != 0) return;
  const passwd* user = getpwnam(kUser);
  if (user == nullptr || chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give away " + path);
  }
}

Daemon::Daemon(const std::string& program,
               const std::vector<std::string>& arguments,
               const std::string& log, const Environment& environment)
    : program_(program), log_(log) {
  std::vector<std::string> words;
  Environment own = environment;
  if (geteuid() == 0) {
    // What is at root's home is not for it.
    own.emplace_back("HOME", getpwnam(kUser)->pw_dir);
    // It becomes the program, so that there is no process between.
    words = {"/usr/bin/setpriv", "--reuid", kUser, "--regid", kUser,
             "--init-groups",    "--"};
  }
  words.push_back(program);
  words.insert(words.end(), arguments.begin(), arguments.end());
  process_ = Spawn(
      words.front(), {words.begin() + 1, words.end()}, own, [&](auto* actions) {
        posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(actions, 1, log.c_str(),
                                         O_WRONLY | O_CREAT | O_APPEND, 0600);
        posix_spawn_file_actions_adddup2(actions, 1, 2);
      });
}

Daemon::~Daemon() { Kill(); }

void Daemon::Await(absl::FunctionRef<bool()> ready) {
  const absl::Time deadline = absl::Now() + kStartTimeout;
  while (!ready()) {
    const bool ended = waitpid(process_, nullptr, WNOHANG) != 0;
    if (ended) process_ = 0;
    if (ended || absl::Now() > deadline) {
      throw std::runtime_error(program_ + " does not serve:\n" +
                               ReadFile(log_));
    }
    absl::SleepFor(kPollPeriod);
  }
}

void Daemon::Kill() {
  if (process_ == 0) return;
  kill(process_, SIGKILL);
  Wait();
}

int Daemon::Terminate() {
  if (process_ == 0) throw std::runtime_error(program_ + " has ended");
  kill(process_, SIGTERM);
  return Wait();
}

int Daemon::Wait() {
  const int exit_code = ExitCodeOf(process_);
  process_ = 0;
  return exit_code;
}

bool Answers(const std::string& address) {
  PeerOptions options;
  options.tls = false;
  return Peer(address, options).connected();
}

}  // namespace rollcall::testing
