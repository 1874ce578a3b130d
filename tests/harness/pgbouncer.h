#pragma once

#include <memory>
#include <string>

#include "tests/harness/daemon.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// PgBouncer with the configuration of deploy/pgbouncer, in transaction mode, in
// front of a server that has a Unix socket. It has one itself. Ended at the
// latest with the object.
class PgBouncer {
 public:
  // Makes the logins of the services on the server at `url`, as
  // docs/operations.md does, unless they are there, and waits until it takes
  // connections. Throws with its log if it does not. `more` are lines of its
  // configuration.
  explicit PgBouncer(const std::string& url, const std::string& more = "");

  // The URL for rollcall-`service`: checkin, registration or reporting.
  std::string UrlOf(const std::string& service) const;
  // The URL for all of them.
  std::string url() const { return UrlOf("every"); }
  // As libpq takes it for a host.
  const std::string& host() const { return folder_.path(); }

  // Ends it without any warning: kill -9.
  void Kill();
  // Starts it again, after Kill.
  void Restart();
  // Connects to the server at `url` from now on, as a new one in the place of
  // the old one: what PgBouncer remembers, it remembers.
  void PointTo(const std::string& url);

 private:
  const ScratchFolder folder_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace rollcall::testing
