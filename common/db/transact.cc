#include "common/db/transact.h"

#include <algorithm>
#include <pqxx/except>
#include <pqxx/prepared_statement>
#include <pqxx/transaction>
#include <string>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/base/log.h"
#include "common/db/connection.h"
#include "common/db/failure.h"
#include "common/db/retry.h"
#include "common/status/error.h"
#include "db_sql.h"
#include "nlohmann/json.hpp"

namespace rollcall::db {
namespace {

constexpr absl::Duration kFirstBackoff = absl::Milliseconds(2);
constexpr absl::Duration kMaxBackoff = absl::Milliseconds(100);

using ReadWrite = pqxx::transaction<pqxx::read_committed, pqxx::read_write>;
using ReadWriteSnapshot =
    pqxx::transaction<pqxx::repeatable_read, pqxx::read_write>;
using Snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;

// A transaction behind a PgBouncer in transaction mode: one message begins it
// and sets what it needs, since a message there and back is what costs. libpqxx
// puts what it is told to be the isolation level at the end of that message.
class Pooled final : public pqxx::internal::basic_transaction {
 public:
  Pooled(pqxx::connection_base& connection, const std::string& begin)
      : pqxx::internal::namedclass("transaction"),
        pqxx::internal::basic_transaction(connection, begin, pqxx::read_write) {
    Begin();
  }
  Pooled(const Pooled&) = delete;
  Pooled& operator=(const Pooled&) = delete;
  ~Pooled() noexcept override { End(); }
};

// Logs that the statement `name` was slow if it was, when it ends.
class SlowWatch {
 public:
  SlowWatch(Pool& pool, const char* name) : pool_(pool), name_(name) {}
  SlowWatch(const SlowWatch&) = delete;
  SlowWatch& operator=(const SlowWatch&) = delete;
  ~SlowWatch() {
    const absl::Duration time = absl::Now() - begin_;
    if (time < pool_.options().slow_statement) return;
    pool_.tally().slow_statements.Add();
    Log(Severity::kWarning, "slow statement",
        {{"statement", name_},
         {"duration_us", absl::ToInt64Microseconds(time)}});
  }

 private:
  Pool& pool_;
  const char* const name_;
  const absl::Time begin_ = absl::Now();
};

class OpenTransaction final : public Transaction {
 public:
  OpenTransaction(Lease& lease, Pool& pool, pqxx::dbtransaction& tx)
      : lease_(lease),
        pool_(pool),
        prepare_(!pool.options().transaction_pooling),
        writer_slot_(pool.options().first_writer_slot + lease.index()),
        tx_(tx) {}

  absl::Status Script(const char* name, const char* text) override {
    return Guard(name, [&] { return tx_.exec(text); }).status();
  }

  absl::Status PlanForParameters() override {
    prepare_ = false;
    return Exec(sql::kPlanForParameters).status();
  }

  absl::Status ConfirmReads() override {
    return Exec(sql::kAwaitStandby).status();
  }

  absl::Status RunAgain() override {
    failure_ = Overtaken();
    return failure_->status;
  }

  int writer_slot() const override { return writer_slot_; }

  // What ended the transaction, if anything did. libpqxx would let a failed
  // transaction commit and say nothing.
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  absl::StatusOr<pqxx::result> Run(const Statement& statement,
                                   const std::vector<Param>& params) override {
    return Guard(statement.name, [&] {
      for (const Param& param : params) {
        // libpq would cut the text there.
        if (param && param->find('\0') != std::string::npos) {
          throw pqxx::argument_error("U+0000");
        }
      }
      const auto dynamic = pqxx::prepare::make_dynamic_params(params);
      if (!prepare_) return tx_.exec_params(statement.text, dynamic);
      lease_.connection().Prepare(statement);
      return tx_.exec_prepared(statement.name, dynamic);
    });
  }

  template <typename Step>
  absl::StatusOr<pqxx::result> Guard(const char* name, const Step& step) {
    if (failure_) return failure_->status;
    lease_.connection().line()->Ask();
    const SlowWatch watch(pool_, name);
    try {
      return step();
    } catch (const std::exception& exception) {
      failure_ =
          FailureOf(exception, lease_.connection().pqxx().is_open(), name);
      return failure_->status;
    }
  }

  Lease& lease_;
  Pool& pool_;
  bool prepare_;
  const int writer_slot_;
  pqxx::dbtransaction& tx_;
  std::optional<Failure> failure_;
};

// The failure of a transaction that did not begin. Behind a PgBouncer that is a
// server that takes no writes, or a role that the login may not act in, which
// without one end the connection; what is left of the transaction goes with it.
Failure NotBegun(Failure failure, Lease& lease, const PoolOptions& options) {
  if (!options.transaction_pooling) return failure;
  lease.DiscardHost();
  if (failure.status.code() == absl::StatusCode::kInternal) {
    failure.status = CannotBeReached(options);
  }
  failure.remedy = Remedy::kReconnect;
  return failure;
}

// Runs `body` once on the leased connection, in a transaction that `Tx` makes
// with `begin`. OK means committed.
template <typename Tx, typename... Begin>
Failure RunOnce(Lease& lease, Pool& pool, bool settling,
                absl::FunctionRef<absl::Status(Transaction&)> body,
                const Begin&... begin) {
  const PoolOptions& options = pool.options();
  Connection& connection = lease.connection();
  const Line::Wait wait(connection.line());
  const char* step = "begin";
  try {
    Tx tx(connection.pqxx(), begin...);
    if (!options.transaction_pooling) {
      const char* renew = connection.RenewPlans(options.plan_life);
      if (renew != nullptr) tx.exec(renew);
    }
    if (settling) {
      // It may find everything done, and write nothing.
      tx.exec(sql::kAwaitStandby.text);
    }
    step = "body";
    OpenTransaction open(lease, pool, tx);
    const absl::Status result = body(open);
    if (open.failure()) return *open.failure();
    if (!result.ok()) return {result};

    step = "commit";
    connection.ForgetNotices();
    {
      const SlowWatch watch(pool, step);
      connection.line()->AskWithoutLimit();
      tx.commit();
    }
    // A cancelled wait for a synchronous standby is only a warning.
    if (connection.HasNotice()) return InDoubt();
    return {};
  } catch (const std::exception& exception) {
    const bool is_open = connection.pqxx().is_open();
    const absl::string_view where = step;
    if (where == "commit") return CommitFailureOf(exception, is_open);
    const Failure failure = FailureOf(exception, is_open, step);
    return where == "begin" ? NotBegun(failure, lease, options) : failure;
  }
}

Failure RunPooled(Access access, Lease& lease, Pool& pool, bool settling,
                  absl::FunctionRef<absl::Status(Transaction&)> body) {
  const PoolOptions& options = pool.options();
  std::string begin = PooledBegin(
      options,
      access == Access::kReadWrite ? "READ COMMITTED" : "REPEATABLE READ",
      access == Access::kSnapshot);
  // Checks of foreign keys have plans in whatever session it comes to.
  const char* renew = lease.connection().RenewPlans(options.plan_life);
  if (renew != nullptr) absl::StrAppend(&begin, "; ", renew);
  return RunOnce<Pooled>(lease, pool, settling, body, begin);
}

Failure RunOnce(Access access, Lease& lease, Pool& pool, bool settling,
                absl::FunctionRef<absl::Status(Transaction&)> body) {
  settling = settling && access != Access::kSnapshot;
  if (pool.options().transaction_pooling) {
    return RunPooled(access, lease, pool, settling, body);
  }
  switch (access) {
    case Access::kSnapshot:
      return RunOnce<Snapshot>(lease, pool, settling, body);
    case Access::kReadWriteSnapshot:
      return RunOnce<ReadWriteSnapshot>(lease, pool, settling, body);
    case Access::kReadWrite:
      break;
  }
  return RunOnce<ReadWrite>(lease, pool, settling, body);
}

// Waits longer each time, never past `deadline`. False when there is no time.
bool BackOff(int attempt, absl::Time deadline) {
  thread_local absl::InsecureBitGen random;
  const absl::Duration ceiling =
      std::min(kMaxBackoff, kFirstBackoff * (1 << std::min(attempt, 10)));
  const absl::Duration wait = ceiling * absl::Uniform(random, 0.5, 1.0);
  if (absl::Now() + wait >= deadline) return false;
  absl::SleepFor(wait);
  return true;
}

void LogSettling() {
  Log(Severity::kWarning, "commit in doubt, running it again by its keys");
}

}  // namespace

absl::Status RunTransaction(
    Pool& pool, Access access, absl::Time deadline,
    absl::FunctionRef<absl::Status(Transaction&)> body) {
  Retries retries;
  pool.tally().transactions.Add();
  while (true) {
    absl::StatusOr<Lease> lease = pool.Acquire(deadline);
    absl::Status status = lease.status();
    std::optional<absl::Status> end;
    if (lease.ok()) {
      const Failure failure =
          RunOnce(access, *lease, pool, retries.settling(), body);
      if (failure.remedy == Remedy::kReconnect ||
          failure.remedy == Remedy::kSettle) {
        lease->Discard();
        pool.DropIdle();
      }
      if (failure.remedy == Remedy::kSettle) {
        pool.tally().in_doubt.Add();
        LogSettling();
      }
      status = failure.status;
      end = retries.Take(failure);
    } else {
      end = retries.TakeNoConnection(status);
    }
    if (end) return *end;
    if (!BackOff(retries.runs() - 1, deadline)) return retries.GiveUp(status);
    pool.tally().repeated.Add();
  }
}

}  // namespace rollcall::db
