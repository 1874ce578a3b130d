#include "tests/harness/pgbouncer.h"

#include <filesystem>
#include <map>
#include <pqxx/pqxx>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "tests/harness/postgres.h"

namespace rollcall::testing {
namespace {

namespace fs = std::filesystem;

constexpr char kProgram[] = "/usr/sbin/pgbouncer";
constexpr char kPassword[] = "a-password-of-the-test";
// In a folder of the test's own, so that it is free.
constexpr char kPort[] = "6432";

void MakeLogins(const std::string& url) {
  pqxx::connection connection(url);
  pqxx::work tx(connection);
  for (const auto& [service, roles] :
       {std::pair<std::string, std::string>{"registration",
                                            "rollcall_registration"},
        {"checkin", "rollcall_checkin"},
        {"reporting", "rollcall_reporting, rollcall_reporting_writer"},
        {"every",
         "rollcall_registration, rollcall_checkin, rollcall_reporting, "
         "rollcall_reporting_writer"}}) {
    const std::string login = absl::StrCat(service, "_service");
    if (!tx.exec_params("SELECT FROM pg_roles WHERE rolname = $1", login)
             .empty()) {
      continue;
    }
    tx.exec(
        absl::StrCat("SET LOCAL password_encryption = 'scram-sha-256'; "
                     "CREATE ROLE ",
                     login, " LOGIN PASSWORD '", kPassword, "'; GRANT ", roles,
                     ", rollcall_access TO ", login));
  }
  tx.commit();
}

std::string SocketFolderOf(const std::string& url) {
  pqxx::connection connection(url);
  return connection.hostname();
}

// Makes the symbolic link `link` lead to `target` from one moment to the next.
void Lead(const std::string& link, const std::string& target) {
  const std::string next = link + ".new";
  fs::create_directory_symlink(target, next);
  fs::rename(next, link);
}

// Whether somebody listens at the socket `path`. It is there a moment earlier.
bool Listens(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool listens = connect(probe, reinterpret_cast<sockaddr*>(&address),
                               sizeof(address)) == 0;
  close(probe);
  return listens;
}

// deploy/pgbouncer/pgbouncer.ini with `own` values. A section that comes twice
// would lose what it had. Throws when the file has no such setting.
std::string Configuration(std::map<std::string, std::string> own) {
  std::string text;
  for (const absl::string_view line :
       absl::StrSplit(ReadFile(absl::StrCat(ROLLCALL_SOURCE_DIR,
                                            "/deploy/pgbouncer/pgbouncer.ini")),
                      '\n')) {
    const auto found = own.find(std::string(line.substr(0, line.find(" = "))));
    if (found == own.end()) {
      absl::StrAppend(&text, line, "\n");
    } else {
      absl::StrAppend(&text, found->first, " = ", found->second, "\n");
      own.erase(found);
    }
  }
  if (!own.empty()) {
    throw std::runtime_error("pgbouncer.ini has no " + own.begin()->first);
  }
  return text;
}

}  // namespace

PgBouncer::PgBouncer(const std::string& url, const std::string& more) {
  MakeLogins(url);
  LendToDaemons(folder_.path());
  Lead(folder_.File("server"), SocketFolderOf(url));
  WriteFile(folder_.File("userlist.txt"),
            LinesOf(url, R"(SELECT format('"%s" "%s"', rolname, rolpassword)
                           FROM pg_authid WHERE rolname LIKE '%\_service')"));
  LendToDaemons(folder_.File("userlist.txt"));
  WriteFile(folder_.File("pgbouncer.ini"),
            Configuration({{"rollcall", "host=" + folder_.File("server")},
                           {"listen_addr", ""},
                           {"listen_port", kPort},
                           {"unix_socket_dir", folder_.path()},
                           {"auth_file", folder_.File("userlist.txt")},
                           {"logfile", folder_.File("pgbouncer.log")},
                           {"pidfile", folder_.File("pgbouncer.pid")}}) +
                more,
            0644);
  Restart();
}

std::string PgBouncer::UrlOf(const std::string& service) const {
  return absl::StrCat("postgresql://", service, "_service:", kPassword,
                      "@/rollcall?host=", folder_.path(), "&port=", kPort);
}

void PgBouncer::Kill() { daemon_->Kill(); }

void PgBouncer::Restart() {
  // One that was killed leaves them.
  fs::remove(folder_.File("pgbouncer.pid"));
  fs::remove(folder_.File(absl::StrCat(".s.PGSQL.", kPort)));
  daemon_ = std::make_unique<Daemon>(
      kProgram, std::vector<std::string>{folder_.File("pgbouncer.ini")},
      folder_.File("output"));
  daemon_->Await([this] {
    return Listens(folder_.File(absl::StrCat(".s.PGSQL.", kPort)));
  });
}

void PgBouncer::PointTo(const std::string& url) {
  Lead(folder_.File("server"), SocketFolderOf(url));
}

}  // namespace rollcall::testing
