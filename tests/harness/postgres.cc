#include "tests/harness/postgres.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <pqxx/pqxx>
#include <signal.h>
#include <stdexcept>
#include <sys/types.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "tests/harness/program.h"

namespace rollcall::testing {

Postgres::Postgres() {
  url_ = Run("start");
  const Finished migrated =
      RunProgram("rollcall-migrate", {"--database-url", url_});
  if (migrated.exit_code != 0) throw std::runtime_error(migrated.error);
}

Postgres::~Postgres() {
  try {
    Run("remove");
  } catch (const std::exception&) {
    // Nothing of it is used again.
  }
}

void Postgres::Kill() { KillServer(folder_.File("data")); }

void Postgres::Restart() { Run("start"); }

std::string Postgres::Log() const {
  return ReadFile(folder_.File("log/postgres.log"));
}

std::string Postgres::Run(const std::string& command) const {
  const std::string line =
      absl::StrCat(ROLLCALL_SOURCE_DIR, "/tools/postgres ", command, " '",
                   folder_.path(), "' 2>/dev/null </dev/null");
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(line.c_str(), "r"),
                                                   pclose);
  std::string output;
  char buffer[1024];
  while (pipe != nullptr &&
         fgets(buffer, sizeof(buffer), pipe.get()) != nullptr) {
    output += buffer;
  }
  absl::StripAsciiWhitespace(&output);
  if (command == "start" && output.empty()) {
    throw std::runtime_error("PostgreSQL does not start: " + Log());
  }
  return output;
}

void KillServer(const std::string& data) {
  pid_t postmaster = 0;
  std::ifstream(data + "/postmaster.pid") >> postmaster;
  // 0 and what is below stand for many processes.
  if (postmaster <= 1 || kill(postmaster, SIGKILL) != 0) {
    throw std::runtime_error("PostgreSQL is not to be found in " + data);
  }
}

std::string LinesOf(const std::string& url, const std::string& statement) {
  pqxx::connection connection(url);
  pqxx::work tx(connection);
  std::string lines;
  for (const pqxx::row& row : tx.exec(statement)) {
    absl::StrAppend(&lines, row[0].as<std::string>(""), "\n");
  }
  return lines;
}

}  // namespace rollcall::testing
