#include "common/access/token_cache.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace rollcall::access {
namespace {

// A change is seen if its transaction takes less; longer than a token before
// stands.
constexpr absl::Duration kWindow = absl::Minutes(3);
// A look that takes longer is of no use.
constexpr absl::Duration kPollDeadline = absl::Seconds(5);
// For calls, and for looks at changes meanwhile.
constexpr int kConnections = 2;

db::PoolOptions WithConnections(db::PoolOptions options) {
  options.size = kConnections;
  return options;
}

}  // namespace

TokenCache::TokenCache(const db::PoolOptions& pool,
                       const TokenCacheOptions& options)
    : options_(options),
      pool_(WithConnections(pool)),
      store_(pool_),
      thread_([this] { Run(); }) {}

TokenCache::~TokenCache() {
  stop_.Notify();
  thread_.join();
}

absl::StatusOr<std::optional<auth::Caller>> TokenCache::Recall(
    absl::string_view token) {
  const auto text = auth::ParseTokenText(token);
  if (!text) return std::optional<auth::Caller>();
  const std::string hash = Sha256(token);
  const absl::Time now = absl::Now();
  const absl::MutexLock lock(&mutex_);
  if (now - polled_ > options_.max_age) return std::optional<auth::Caller>();
  const auto found = entries_.find({text->kind, text->event, text->id});
  if (found == entries_.end()) return std::optional<auth::Caller>();
  for (Entry& entry : found->second) {
    if (!EqualInConstantTime(entry.hash, hash) ||
        !entry.standing->Stands(now)) {
      continue;
    }
    if (const auto wait = entry.calls.Take(now)) return RateLimited(*wait);
    entry.used = now;
    return std::optional(entry.caller);
  }
  return std::optional<auth::Caller>();
}

absl::StatusOr<std::optional<auth::Caller>> TokenCache::Find(
    absl::string_view token, absl::Time deadline) {
  const auto text = auth::ParseTokenText(token);
  if (!text) return std::optional<auth::Caller>();
  const std::string hash = Sha256(token);
  if (text->kind == auth::TokenKind::kDelegationHead) {
    return store_.FindHead(text->event, hash, deadline);
  }
  const CredentialKey key = {text->kind, text->event, text->id};
  ASSIGN_OR_RETURN(std::optional<Credential> credential,
                   store_.FindCredential(key, deadline));
  if (!credential) return std::optional<auth::Caller>();
  const absl::Time now = absl::Now();
  const absl::MutexLock lock(&mutex_);
  if (!Stands(credential->hashes, hash, now) ||
      credential->expire_time <= now) {
    return std::optional<auth::Caller>();
  }
  std::vector<Entry>& entries = entries_[key];
  auto entry =
      std::find_if(entries.begin(), entries.end(),
                   [&](const Entry& known) { return known.hash == hash; });
  if (entry == entries.end()) {
    auto standing = std::make_shared<auth::Standing>(credential->expire_time);
    credential->caller.standing = standing;
    entry = entries.insert(entries.end(),
                           {hash, std::move(credential->caller), standing,
                            auth::TokenBucket(options_.calls), now, now});
  }
  if (const auto wait = entry->calls.Take(now)) return RateLimited(*wait);
  entry->used = now;
  return std::optional(entry->caller);
}

void TokenCache::AddMetrics(metrics::Page& page) const {
  pool_.AddMetrics("tokens", page);
}

auth::Resolver TokenCache::AsResolver() {
  return {[this](absl::string_view token) { return Recall(token); },
          [this](absl::string_view token, absl::Time deadline) {
            return Find(token, deadline);
          }};
}

void TokenCache::Settle(std::vector<Entry>& entries, const Hashes& hashes,
                        absl::Time as_of) {
  const absl::Time now = absl::Now();
  std::erase_if(entries, [&](const Entry& entry) {
    // The next look will know of it.
    if (entry.found >= as_of) return false;
    if (Stands(hashes, entry.hash, now) && entry.standing->Stands(now)) {
      return false;
    }
    entry.standing->End();
    return true;
  });
}

void TokenCache::Run() {
  bool failed = false;
  do {
    absl::Status polled = Poll();
    if (polled.ok() && !pool_.options().read_only) {
      const std::vector<CredentialUse> uses = TakeUses();
      if (!uses.empty()) {
        polled = store_.NoteUses(uses, absl::Now() + kPollDeadline);
      }
    }
    // Once, until it works again.
    if (!polled.ok() && !failed) {
      Log(Severity::kWarning, "tokens are looked up for each call",
          {{"reason", error::v1::ErrorReason_Name(ReasonOf(polled))}});
    }
    failed = !polled.ok();
  } while (!stop_.WaitForNotificationWithTimeout(options_.poll_interval));
}

absl::Status TokenCache::Poll() {
  const absl::Time begin = absl::Now();
  absl::Duration window = kWindow;
  {
    // Nothing is missed of a time in which the database could not be asked.
    const absl::MutexLock lock(&mutex_);
    if (polled_ != absl::InfinitePast()) window += begin - polled_;
  }
  ASSIGN_OR_RETURN(const std::vector<CredentialChange> changes,
                   store_.ListChanges(window, begin + kPollDeadline));
  const absl::MutexLock lock(&mutex_);
  for (const CredentialChange& change : changes) {
    const auto found = entries_.find(change.key);
    if (found == entries_.end()) continue;
    Settle(found->second, change.hashes, begin);
    if (found->second.empty()) entries_.erase(found);
  }
  polled_ = begin;
  return absl::OkStatus();
}

std::vector<CredentialUse> TokenCache::TakeUses() {
  const absl::Time now = absl::Now();
  std::vector<CredentialUse> uses;
  const absl::MutexLock lock(&mutex_);
  if (now - noted_ < options_.use_interval) return uses;
  for (const auto& [key, entries] : entries_) {
    absl::Time used = absl::InfinitePast();
    for (const Entry& entry : entries) used = std::max(used, entry.used);
    if (used >= noted_) uses.push_back({key, used});
  }
  noted_ = now;
  return uses;
}

}  // namespace rollcall::access
