#include "tests/harness/postgres.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <pqxx/pqxx>
#include <signal.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"

#include "tests/harness/program.h"

namespace rollcall::testing {

namespace {

constexpr absl::Duration kPollPeriod = absl::Milliseconds(5);

// While it lives, the test becomes the parent of what its processes leave
// behind, and learns at once when that ends: process 1 may take seconds to
// notice, and a server does not start as long as its last one is not buried.
class Adoption {
 public:
  Adoption() { prctl(PR_SET_CHILD_SUBREAPER, 1); }
  Adoption(const Adoption&) = delete;
  Adoption& operator=(const Adoption&) = delete;
  // Nobody but the test would wait for its orphans: Patroni would take a server
  // that has ended for one that runs.
  ~Adoption() { prctl(PR_SET_CHILD_SUBREAPER, 0); }
};

// Runs tools/postgres `command` on `folder`. Returns the last line that it
// prints.
std::string RunTool(const std::string& command, const ScratchFolder& folder,
                    const std::string& more = "") {
  const std::string line =
      absl::StrCat(ROLLCALL_SOURCE_DIR, "/tools/postgres ", command, " '",
                   folder.path(), "' ", more, " 2>/dev/null </dev/null");
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(line.c_str(), "r"),
                                                   pclose);
  std::string output;
  char buffer[1024];
  while (pipe != nullptr &&
         fgets(buffer, sizeof(buffer), pipe.get()) != nullptr) {
    output += buffer;
  }
  absl::StripAsciiWhitespace(&output);
  return output;
}

// An argument of a shell's command.
std::string Quoted(const std::string& url) { return "'" + url + "'"; }

// As RunTool, for what prints the URL of a server that runs.
std::string StartServer(const std::string& command, const ScratchFolder& folder,
                        const std::string& more = "") {
  const Adoption adoption;
  std::string url = RunTool(command, folder, more);
  if (url.empty()) {
    throw std::runtime_error("PostgreSQL does not start: " +
                             ReadFile(folder.File("log/postgres.log")));
  }
  return url;
}

}  // namespace

PostgresServer::PostgresServer(const std::string& command,
                               const std::string& source,
                               const std::string& options)
    : options_(options),
      url_(StartServer(command, folder_, absl::StrCat(source, " ", options))) {}

PostgresServer::~PostgresServer() {
  try {
    Resume();
    RunTool("remove", folder_);
  } catch (const std::exception&) {
    // It goes with the machine's other rubbish.
  }
}

std::string PostgresServer::SocketFolder() const {
  const size_t begin = url_.find("host=") + 5;
  return url_.substr(begin, url_.find('&', begin) - begin);
}

void PostgresServer::EndBy(int signal) const {
  const pid_t server = SignalServer(DataFolder(), signal);
  waitpid(server, nullptr, 0);
  // Process 1 has one whose start overlapped another one's.
  while (kill(server, 0) == 0) absl::SleepFor(kPollPeriod);
}

void PostgresServer::Kill() { EndBy(SIGKILL); }

void PostgresServer::StopAtOnce() { EndBy(SIGQUIT); }

void PostgresServer::Pause() { paused_ = PauseServer(DataFolder()); }

void PostgresServer::Resume() {
  SignalAll(paused_, SIGCONT);
  paused_.clear();
}

void PostgresServer::Restart() { StartServer("start", folder_, options_); }

void PostgresServer::Rejoin(const PostgresServer& primary) {
  StartServer("rejoin", folder_,
              absl::StrCat(Quoted(primary.url()), " ", options_));
}

std::string PostgresServer::Log() const {
  return ReadFile(folder_.File("log/postgres.log"));
}

Postgres::Postgres(const std::string& options)
    : PostgresServer("start", "", options) {
  const Finished migrated =
      RunProgram("rollcall-migrate", {"--database-url", url()});
  if (migrated.exit_code != 0) throw std::runtime_error(migrated.error);
}

Standby::Standby(const std::string& url)
    : PostgresServer("standby", Quoted(url), "") {}

pid_t SignalServer(const std::string& data, int signal) {
  pid_t postmaster = 0;
  std::ifstream(data + "/postmaster.pid") >> postmaster;
  // 0 and what is below stand for many processes.
  if (postmaster <= 1 || kill(postmaster, signal) != 0) {
    throw std::runtime_error("PostgreSQL is not to be found in " + data);
  }
  return postmaster;
}

std::vector<pid_t> PauseServer(const std::string& data) {
  std::vector<pid_t> paused = {SignalServer(data, SIGSTOP)};
  // From then on it starts no more processes.
  while (!absl::StrContains(
      ReadFile(absl::StrFormat("/proc/%d/status", paused[0])), "State:\tT")) {
  }
  std::ifstream children(
      absl::StrFormat("/proc/%d/task/%d/children", paused[0], paused[0]));
  for (pid_t child = 0; children >> child;) {
    // One may just have ended.
    if (kill(child, SIGSTOP) == 0) paused.push_back(child);
  }
  if (paused.size() == 1) {
    SignalAll(paused, SIGCONT);
    throw std::runtime_error("PostgreSQL has no processes to pause");
  }
  return paused;
}

void SignalAll(const std::vector<pid_t>& processes, int signal) {
  for (const pid_t process : processes) kill(process, signal);
}

std::string LinesOf(const std::string& url, const std::string& statement) {
  pqxx::connection connection(url);
  pqxx::nontransaction tx(connection);
  std::string lines;
  for (const pqxx::row& row : tx.exec(statement)) {
    absl::StrAppend(&lines, row[0].as<std::string>(""), "\n");
  }
  return lines;
}

void SetStandbys(const std::string& url, const std::string& names) {
  LinesOf(url, "ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
  LinesOf(url, "SELECT pg_reload_conf()");
}

std::vector<std::vector<std::string>> WordsOf(const std::string& url,
                                              const std::string& statement) {
  std::vector<std::vector<std::string>> rows;
  for (const absl::string_view line :
       absl::StrSplit(LinesOf(url, statement), '\n', absl::SkipEmpty())) {
    rows.push_back(absl::StrSplit(line, ' '));
  }
  return rows;
}

}  // namespace rollcall::testing
