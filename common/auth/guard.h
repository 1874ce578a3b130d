#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/auth/caller.h"
#include "common/auth/policy.h"
#include "common/auth/rate_limiter.h"

namespace rollcall::auth {

// Knows who holds a token, but for the first admin. Both are thread-safe, and
// return nothing when nobody holds it as far as they know.
struct Resolver {
  // Knows without asking anybody. Fails with RATE_LIMITED when the caller calls
  // too often.
  std::function<absl::StatusOr<std::optional<Caller>>(absl::string_view token)>
      recall;
  // Asks, and fails when it cannot tell until the deadline.
  std::function<absl::StatusOr<std::optional<Caller>>(absl::string_view token,
                                                      absl::Time deadline)>
      find;
};

// How many tokens and codes that nobody holds one address may try: enough for a
// hall of devices behind one address that were all revoked.
inline constexpr Rate kFailureRate = {1, 60};

// The error of a call whose token nobody holds, or nobody any more:
// UNAUTHENTICATED_CALL.
absl::Status Unauthenticated();

// Knows who may call. Thread-safe.
class Guard {
 public:
  // `admin_token` may call everything; only its hash is kept. `resolver` knows
  // all other tokens; without one there are none. From an address that has
  // failed more often than `failures` nobody is looked for any more.
  explicit Guard(absl::string_view admin_token, Resolver resolver = {},
                 const Rate& failures = kFailureRate);

  // Returns who calls from `peer`, gRPC's text of an address, by the value of
  // the metadata `authorization`: `Bearer <token>`, empty when there is none.
  // Fails with UNAUTHENTICATED_CALL, in a time that says nothing about the
  // token; with RATE_LIMITED after too many failures, unless the token is
  // known; with PERMISSION_DENIED_CALL when `policy` does not allow the
  // caller's role; or as the resolver does. Nobody in particular calls what
  // anyone may.
  absl::StatusOr<Caller> Admit(absl::string_view authorization,
                               absl::string_view peer, const Policy& policy,
                               absl::Time deadline) const;

  // For credentials that a request holds: fails with RATE_LIMITED after too
  // many failures of `peer`, and notes one.
  absl::Status CheckFailures(absl::string_view peer) const;
  void NoteFailure(absl::string_view peer) const;

 private:
  absl::StatusOr<Caller> Identify(absl::string_view authorization,
                                  absl::string_view peer,
                                  absl::Time deadline) const;

  const std::string admin_token_hash_;
  const Resolver resolver_;
  const std::unique_ptr<RateLimiter> failures_;
};

}  // namespace rollcall::auth
