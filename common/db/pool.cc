#include "common/db/pool.h"

#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/base/log.h"
#include "common/db/connection.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace rollcall::db {

PoolOptions OptionsBeside(PoolOptions options, int size) {
  options.first_writer_slot += options.size;
  options.size = size;
  return options;
}

absl::Status CannotBeReached(const PoolOptions& options) {
  // What libpq says names hosts and users; the operator knows them from the
  // URL, the caller need not.
  return Error(
      error::v1::DATABASE_UNAVAILABLE,
      absl::StrCat("The database cannot be reached: check that it runs",
                   options.read_only ? "" : " and is no standby",
                   ", and the host, user, password and roles of the "
                   "database URL."));
}

Lease::Lease(Pool* pool, int index, std::unique_ptr<Connection> connection)
    : pool_(pool), index_(index), connection_(std::move(connection)) {}

Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      index_(other.index_),
      connection_(std::move(other.connection_)) {}

Lease::~Lease() {
  if (pool_ != nullptr) pool_->Release(index_, std::move(connection_));
}

void Lease::Discard() { connection_.reset(); }

void Lease::DiscardHost() {
  pool_->SkipHost(connection_->first_host());
  Discard();
}

Pool::Pool(PoolOptions options)
    : options_(std::move(options)),
      host_count_(options_.transaction_pooling ? 1 : HostCount(options_)),
      silence_watch_(StatementLimit(options_), *options_.timeline,
                     tally_.silent) {
  for (int i = options_.size - 1; i >= 0; --i) free_.push_back({i, nullptr});
}

Pool::~Pool() = default;

absl::StatusOr<Lease> Pool::Acquire(absl::Time deadline) {
  Slot slot;
  int first_host = 0;
  std::unique_ptr<Connection> outdated;
  {
    absl::MutexLock lock(&mutex_);
    const auto has_free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !free_.empty();
    };
    // Most find one free, and need no clock.
    const bool waits = free_.empty();
    const absl::Time begin = waits ? absl::Now() : absl::Time();
    if (waits &&
        !mutex_.AwaitWithDeadline(absl::Condition(&has_free), deadline)) {
      tally_.exhausted.Add();
      return Error(error::v1::DATABASE_UNAVAILABLE,
                   absl::StrCat("All ", options_.size,
                                " database connections are in use."));
    }
    tally_.wait.Observe(waits ? absl::Now() - begin : absl::ZeroDuration());
    slot = std::move(free_.back());
    free_.pop_back();
    first_host = first_host_;
    if (slot.connection != nullptr && IsOutdated(*slot.connection)) {
      outdated = std::move(slot.connection);
    }
  }
  Lease lease(this, slot.index, std::move(slot.connection));
  if (lease.connection_ != nullptr) return lease;
  lease.connection_ =
      host_count_ > 1 ? OpenLatest(first_host, deadline) : Open(first_host);
  if (lease.connection_ == nullptr) {
    tally_.unreachable.Add();
    // libpq goes on to the next host after some failures only, and a PgBouncer
    // whose server is gone is none of them.
    if (options_.transaction_pooling) SkipHost(first_host);
    return CannotBeReached(options_);
  }
  tally_.opened.Add();
  return lease;
}

std::unique_ptr<Connection> Pool::Open(int first_host) {
  try {
    auto connection = std::make_unique<Connection>(options_, first_host);
    silence_watch_.Add(connection->line());
    if (host_count_ > 1) connection->FindTimeline();
    return connection;
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::unique_ptr<Connection> Pool::OpenLatest(int first_host,
                                             absl::Time deadline) {
  const bool knows_any = options_.timeline->number() > 0;
  std::unique_ptr<Connection> latest;
  for (int i = 0; i < host_count_; ++i) {
    // libpq goes on to the next host after some failures only.
    auto connection = Open(first_host + i);
    if (connection != nullptr) {
      if (IsOutdated(*connection)) {
        Log(Severity::kWarning, "an old primary is there",
            {{"timeline", connection->line()->timeline()},
             {"latest", options_.timeline->number()}});
      } else if (latest == nullptr || IsOutdated(*latest)) {
        latest = std::move(connection);
      }
    }
    // Only who knows of none looks at all of them.
    if (latest != nullptr && knows_any) break;
    if (absl::Now() >= deadline) break;
  }
  if (latest == nullptr || IsOutdated(*latest)) return nullptr;
  const absl::MutexLock lock(&mutex_);
  first_host_ = latest->first_host();
  return latest;
}

bool Pool::IsOutdated(const Connection& connection) const {
  const int64_t timeline = connection.line()->timeline();
  // A standby has none.
  return timeline != 0 && !options_.timeline->Meet(timeline);
}

int Pool::InUseCount() const {
  const absl::MutexLock lock(&mutex_);
  return options_.size - static_cast<int>(free_.size());
}

void Pool::DropIdle() {
  std::vector<std::unique_ptr<Connection>> dropped;
  absl::MutexLock lock(&mutex_);
  for (Slot& slot : free_) dropped.push_back(std::move(slot.connection));
}

void Pool::Release(int index, std::unique_ptr<Connection> connection) {
  absl::MutexLock lock(&mutex_);
  free_.push_back({index, std::move(connection)});
}

void Pool::SkipHost(int first_host) {
  absl::MutexLock lock(&mutex_);
  if (first_host_ == first_host) ++first_host_;
}

}  // namespace rollcall::db
