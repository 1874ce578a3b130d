#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// A PostgreSQL of the test's own that may be killed, as careful as one in
// production. Removed with the object.
class PostgresServer {
 public:
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  const std::string& url() const { return url_; }
  // The folder with its socket: what `host` is in the URL.
  std::string SocketFolder() const;

  std::string DataFolder() const { return folder_.File("data"); }

  // Ends the server without any warning: kill -9, and waits until it has ended.
  // Its children end by themselves.
  void Kill();
  // Ends it as pg_ctl's immediate stop does: without a checkpoint. Waits until
  // it has ended.
  void StopAtOnce();
  // Has it hang with all its processes, while the kernel goes on taking what is
  // sent to them. It goes on with Resume.
  void Pause();
  void Resume();
  // Starts it again on the same data, after Kill or StopAtOnce.
  void Restart();
  // Starts it again as a standby of `primary`, which was its own and has been
  // promoted.
  void Rejoin(const PostgresServer& primary);
  // What the server has logged so far.
  std::string Log() const;

 protected:
  // Starts it by `command` of tools/postgres; `source` is what the command
  // takes besides the folder, `options` are those of its start.
  PostgresServer(const std::string& command, const std::string& source,
                 const std::string& options);

 private:
  // Sends `signal` and waits until the server has ended.
  void EndBy(int signal) const;

  const std::string options_;
  const ScratchFolder folder_;
  const std::string url_;
  std::vector<pid_t> paused_;
};

// One with the schema of this version.
class Postgres : public PostgresServer {
 public:
  // `options` are those of tools/postgres start.
  explicit Postgres(const std::string& options = "");
};

// A hot standby.
class Standby : public PostgresServer {
 public:
  explicit Standby(const PostgresServer& primary) : Standby(primary.url()) {}
  // Of the primary at `url`, through which it finds it later, too.
  explicit Standby(const std::string& url);
};

// Sends `signal` to the server of the data folder `data`, whose number it
// returns. Throws unless its file postmaster.pid names one.
pid_t SignalServer(const std::string& data, int signal);

// Has the server of the data folder `data` hang with all its processes, which
// it returns. Throws when there are none.
std::vector<pid_t> PauseServer(const std::string& data);
// Sends `signal` to all of `processes` that are there.
void SignalAll(const std::vector<pid_t>& processes, int signal);

// Runs `statement` on the database at `url`, outside a transaction. Returns the
// first column of each row, a line each.
std::string LinesOf(const std::string& url, const std::string& statement);

// Has commits of the server at `url` wait for the standbys `names`, as
// synchronous_standby_names has them, from the next one or soon.
void SetStandbys(const std::string& url, const std::string& names);

// As LinesOf, of rows that are words with blanks between them.
std::vector<std::vector<std::string>> WordsOf(const std::string& url,
                                              const std::string& statement);

}  // namespace rollcall::testing
