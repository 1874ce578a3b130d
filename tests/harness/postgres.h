#pragma once

#include <string>
#include <sys/types.h>

#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// A PostgreSQL of the test's own that may be killed, as careful as one in
// production, with the schema of this version. Removed with the object.
class Postgres {
 public:
  // `options` are those of tools/postgres start.
  explicit Postgres(const std::string& options = "");
  ~Postgres();

  const std::string& url() const { return url_; }

  // Ends the server without any warning: kill -9. Its children end by
  // themselves.
  void Kill();
  // Ends it as pg_ctl's immediate stop does: without a checkpoint. Waits until
  // it has ended.
  void StopAtOnce();
  // Starts it again on the same data, after one of these.
  void Restart();
  // What the server has logged so far.
  std::string Log() const;

 private:
  const std::string options_;
  const ScratchFolder folder_;
  std::string url_;
};

// A hot standby of `primary`. Removed with the object.
class Standby {
 public:
  explicit Standby(const Postgres& primary);
  ~Standby();

  const std::string& url() const { return url_; }

 private:
  const ScratchFolder folder_;
  std::string url_;
};

// Sends `signal` to the server of the data folder `data`, whose number it
// returns. Throws unless its file postmaster.pid names one.
pid_t SignalServer(const std::string& data, int signal);

// Runs `statement` on the database at `url`. Returns the first column of each
// row, a line each.
std::string LinesOf(const std::string& url, const std::string& statement);

}  // namespace rollcall::testing
