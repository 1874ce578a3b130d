#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

#include "common/access/token_store.h"
#include "common/auth/guard.h"
#include "common/auth/rate_limiter.h"
#include "common/db/pool.h"
#include "common/metrics/page.h"

namespace rollcall::access {

// How a cache works. With the defaults a token that was revoked is of no use
// within a second of that, on every instance.
struct TokenCacheOptions {
  // From the end of a look at what has changed to the beginning of the next.
  absl::Duration poll_interval = absl::Milliseconds(200);
  // How old the last such look may be: from then on each call asks.
  absl::Duration max_age = absl::Milliseconds(900);
  // How often it is noted when tokens were last used.
  absl::Duration use_interval = absl::Minutes(1);
  // What one token may call.
  auth::Rate calls = {500, 1000};
};

// Knows whom tokens of devices, keys and heads belong to. Those of devices and
// keys are looked up once; from then on one statement finds out again and again
// which of all have changed. Those of heads are looked up for each call.
// Thread-safe.
class TokenCache {
 public:
  // Asks the database of `pool`, by connections of its own.
  explicit TokenCache(const db::PoolOptions& pool,
                      const TokenCacheOptions& options = {});
  ~TokenCache();

  // Who holds `token`, if that is known and not too old. Fails with
  // RATE_LIMITED when the token has called too often.
  absl::StatusOr<std::optional<auth::Caller>> Recall(absl::string_view token);

  // Who holds `token`, asked anew. Fails with DATABASE_UNAVAILABLE.
  absl::StatusOr<std::optional<auth::Caller>> Find(absl::string_view token,
                                                   absl::Time deadline);

  // Both, for a guard; this outlives it.
  auth::Resolver AsResolver();

  // Adds how the connections are used.
  void AddMetrics(metrics::Page& page) const;

 private:
  // A token that was found.
  struct Entry {
    std::string hash;
    auth::Caller caller;
    std::shared_ptr<auth::Standing> standing;
    auth::TokenBucket calls;
    // What was read before that does not know of it.
    absl::Time found;
    absl::Time used;
  };

  void Run();
  absl::Status Poll();
  // Ends what does not stand any more by `hashes`, which were read at `as_of`
  // or later.
  void Settle(std::vector<Entry>& entries, const Hashes& hashes,
              absl::Time as_of) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<CredentialUse> TakeUses();

  const TokenCacheOptions options_;
  db::Pool pool_;
  TokenStore store_;
  absl::Mutex mutex_;
  // At most two tokens of each: a device may have one before.
  std::map<CredentialKey, std::vector<Entry>> entries_ ABSL_GUARDED_BY(mutex_);
  // When the last look that succeeded began.
  absl::Time polled_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // Uses before it are noted.
  absl::Time noted_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace rollcall::access
