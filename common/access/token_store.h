#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/auth/caller.h"
#include "common/auth/token_text.h"
#include "common/db/pool.h"

namespace rollcall::access {

// The role in PostgreSQL that a pool for it acts in.
inline constexpr char kDatabaseRole[] = "rollcall_access";

// What identifies a device or a key.
struct CredentialKey {
  auth::TokenKind kind = auth::TokenKind::kDevice;
  std::string event;
  std::string id;

  auto operator<=>(const CredentialKey&) const = default;
};

// The hashes of the tokens of one device or key. Empty ones are of no token.
struct Hashes {
  std::string current;
  // Of the token before, which stands until then.
  std::string previous;
  absl::Time previous_expire_time = absl::InfinitePast();
};

// Whether a token with `hash` stands at `now`. In a time that says nothing
// about the hashes.
bool Stands(const Hashes& hashes, const std::string& hash, absl::Time now);

// A device or a key, as it is kept.
struct Credential {
  // Without a standing.
  auth::Caller caller;
  Hashes hashes;
  absl::Time expire_time = absl::InfiniteFuture();
};

// What has changed of a device or a key.
struct CredentialChange {
  CredentialKey key;
  Hashes hashes;
};

// When a device or a key was last used.
struct CredentialUse {
  CredentialKey key;
  absl::Time time;
};

// Who may call, in PostgreSQL. Each method is one transaction, and also fails
// as db::Transact does. Thread-safe.
class TokenStore {
 public:
  // `pool` outlives the store.
  explicit TokenStore(db::Pool& pool) : pool_(pool) {}

  // The device or key `key`, if there is one.
  absl::StatusOr<std::optional<Credential>> FindCredential(
      const CredentialKey& key, absl::Time deadline);

  // The head of a delegation of `event` who holds the token with `hash`, if
  // anybody does.
  absl::StatusOr<std::optional<auth::Caller>> FindHead(const std::string& event,
                                                       const std::string& hash,
                                                       absl::Time deadline);

  // What has changed within `window`.
  absl::StatusOr<std::vector<CredentialChange>> ListChanges(
      absl::Duration window, absl::Time deadline);

  // Notes `uses`, each device and key once.
  absl::Status NoteUses(const std::vector<CredentialUse>& uses,
                        absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::access
