#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/base/tally.h"
#include "common/db/latest_timeline.h"
#include "common/db/silence_watch.h"
#include "common/metrics/page.h"

namespace rollcall::db {

class Connection;
class Pool;

// What a pool connects to, and how.
struct PoolOptions {
  // A libpq connection string, as URI or keywords, also with several hosts.
  std::string database_url;
  // At most this many connections.
  int size = 8;
  // What writer slots count from: pools of one service have slots of their own.
  int first_writer_slot = 0;
  // Shown in pg_stat_activity.
  std::string application_name;
  // The role that sessions act in, whoever they log in as. Empty means the
  // login's own.
  std::string role;
  // Accept a standby. Otherwise the server must take writes.
  bool read_only = false;
  // The database is behind a PgBouncer in transaction mode, whose sessions keep
  // nothing: no statement is prepared, and each transaction begins with all
  // that it needs of a session.
  bool transaction_pooling = false;
  // How long the plans of prepared statements are kept. Tables grow: a plan
  // that was made while one was empty starts from the wrong end, until the
  // server analyzes the table.
  absl::Duration plan_life = absl::Seconds(5);
  // No statement runs longer, and nobody waits much longer for its end, unless
  // the database URL says otherwise. A commit may wait for a standby.
  absl::Duration statement_timeout = absl::Seconds(30);
  // A statement that takes longer is logged, by its name.
  absl::Duration slow_statement = absl::Seconds(1);
  // Of the primaries. Copies share it, so that the pools of a process know what
  // one of them has found.
  std::shared_ptr<LatestTimeline> timeline = std::make_shared<LatestTimeline>();
};

// The options of another pool of `size` on the same database, whose writer
// slots follow those of a pool with `options`.
PoolOptions OptionsBeside(PoolOptions options, int size);

// The failure of who finds no server that takes connections of a pool with
// `options`: DATABASE_UNAVAILABLE.
absl::Status CannotBeReached(const PoolOptions& options);

// Whether `text` is a libpq connection string, as URI or keywords.
bool IsConnectionString(const std::string& text);

// The use of one connection of a pool, which gets it back at the end.
class Lease {
 public:
  Lease(Pool* pool, int index, std::unique_ptr<Connection> connection);
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  Connection& connection() const { return *connection_; }
  // From 0 to PoolOptions::size - 1; no two leases of a pool have the same at
  // the same time.
  int index() const { return index_; }
  // Closes the connection now; the pool makes a new one when it needs one.
  void Discard();
  // As Discard, and where the URL has several hosts new connections try the one
  // after this connection's first.
  void DiscardHost();

 private:
  friend class Pool;

  Pool* pool_;
  int index_;
  std::unique_ptr<Connection> connection_;
};

// What a pool has done so far.
struct PoolTally {
  // Until a connection was free, for those who got one. Opening it is no part.
  DurationHistogram wait;
  // Those who got none in time.
  Counter exhausted;
  // Connections that were opened, and those that could not be.
  Counter opened;
  Counter unreachable;
  // Connections that were cut because the server did not answer.
  Counter silent;
  // Transactions that were run; runs of them after the first; and commits whose
  // outcome was not known at once.
  Counter transactions;
  Counter repeated;
  Counter in_doubt;
  // Statements that took longer than PoolOptions::slow_statement.
  Counter slow_statements;
};

// A bounded set of connections, made when first needed. Thread-safe.
class Pool {
 public:
  explicit Pool(PoolOptions options);
  ~Pool();

  // Waits for a free connection until `deadline`, and opens it if need be.
  // Fails with DATABASE_UNAVAILABLE.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);

  // Closes the connections that nobody uses, for example because one of them
  // turned out to be dead.
  void DropIdle();

  const PoolOptions& options() const { return options_; }

  // Who runs transactions counts them.
  PoolTally& tally() { return tally_; }
  // Adds how the pool is used, and what became of its transactions. `name`
  // tells the pools of one service apart.
  void AddMetrics(const char* name, metrics::Page& page) const;

 private:
  friend class Lease;
  struct Slot {
    int index;
    std::unique_ptr<Connection> connection;
  };

  // Opens a connection, with the host of number `first_host` first. Null when
  // it cannot.
  std::unique_ptr<Connection> Open(int first_host);
  // Likewise to a server of the latest timeline that is known, or of all there
  // are: an old primary that nobody has told of its successor takes writes,
  // too.
  std::unique_ptr<Connection> OpenLatest(int first_host, absl::Time deadline);
  // Whether a connection is to a server that has a successor.
  bool IsOutdated(const Connection& connection) const;

  // How many are leased now.
  int InUseCount() const;
  void Release(int index, std::unique_ptr<Connection> connection);
  // Whatever else has failed there meanwhile, one host is skipped at a time.
  void SkipHost(int first_host);

  const PoolOptions options_;
  // Hosts of the URL, of which libpq takes any that will do.
  const int host_count_;
  PoolTally tally_;
  SilenceWatch silence_watch_;
  mutable absl::Mutex mutex_;
  // Which of the URL's hosts, from 0 and beyond their number, is tried first.
  int first_host_ ABSL_GUARDED_BY(mutex_) = 0;
  // The last one used is used next, so that a quiet service keeps few open.
  std::vector<Slot> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::db
