#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "common/db/silence_watch.h"
#include "common/db/statement.h"

namespace rollcall::db {

// Returns the libpq connection string of `options`: the database URL, which is
// one, with what it leaves open. Of several hosts the one of number
// `first_host`, from 0 and beyond their number, comes first.
std::string ConnectionString(const PoolOptions& options, int first_host = 0);

// How many hosts the database URL of `options` has.
int HostCount(const PoolOptions& options);

// How long a statement may run on connections of `options`, as far as they say:
// infinite where the database URL has a limit of its own.
absl::Duration StatementLimit(const PoolOptions& options);

// What a transaction behind a PgBouncer in transaction mode begins with instead
// of BEGIN, from its isolation level on. Where `options` want a server that
// takes writes, any other one refuses it.
std::string PooledBegin(const PoolOptions& options,
                        const std::string& isolation_level, bool read_only);

// One connection to PostgreSQL. It does not reconnect: after a failure it is
// thrown away.
class Connection {
 public:
  // Connects. Throws as pqxx::connection.
  explicit Connection(const PoolOptions& options, int first_host = 0);

  // As it was given.
  int first_host() const { return first_host_; }

  // Asks the server for its timeline. Throws as pqxx.
  void FindTimeline();
  // Where others see whether the server answers, and what FindTimeline has
  // found.
  const std::shared_ptr<Line>& line() const { return line_; }

  pqxx::connection& pqxx() { return connection_; }

  // Prepares `statement` unless this was done before. Throws as pqxx, and when
  // another statement has its name.
  void Prepare(const Statement& statement);

  // What to run for statements to be planned anew, now that their plans are
  // older than `plan_life`. Null when they are not.
  const char* RenewPlans(absl::Duration plan_life);

  // Whether the server has sent a notice or warning since ForgetNotices.
  bool HasNotice() const { return notices_.seen; }
  void ForgetNotices() { notices_.seen = false; }

 private:
  class NoticeWatch : public pqxx::errorhandler {
   public:
    explicit NoticeWatch(pqxx::connection_base& connection)
        : pqxx::errorhandler(connection) {}
    // The text may quote data and is not kept.
    bool operator()(const char[]) noexcept override {
      seen = true;
      return false;
    }
    bool seen = false;
  };

  const int first_host_;
  pqxx::connection connection_;
  const std::shared_ptr<Line> line_;
  NoticeWatch notices_;
  absl::Time plan_time_ = absl::Now();
  // Texts by name.
  std::map<std::string, std::string> prepared_;
};

}  // namespace rollcall::db
