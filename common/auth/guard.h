#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "common/auth/caller.h"

namespace rollcall::auth {

// Finds the caller who holds a token, nothing when nobody does; fails when it
// cannot tell until the deadline. Looks anew each time, so that a token that
// was replaced is of no use from then on. Thread-safe.
using Resolver = std::function<absl::StatusOr<std::optional<Caller>>(
    absl::string_view token, absl::Time deadline)>;

// The roles that a method is open to unless it names others.
inline constexpr Role kAdminOnly[] = {Role::kAdmin};

// Knows who may call. Thread-safe.
class Guard {
 public:
  // `admin_token` may call everything; only its hash is kept. `resolver` knows
  // all other tokens; without one there are none.
  explicit Guard(absl::string_view admin_token, Resolver resolver = nullptr);

  // Returns who calls, from the value of the metadata `authorization`: `Bearer
  // <token>`, empty when there is none. Fails with UNAUTHENTICATED_CALL, in a
  // time that says nothing about the token; with PERMISSION_DENIED_CALL when
  // the caller has none of the roles `open_to`; or as the resolver does.
  absl::StatusOr<Caller> Admit(absl::string_view authorization,
                               absl::Span<const Role> open_to,
                               absl::Time deadline) const;

 private:
  absl::StatusOr<Caller> Identify(absl::string_view authorization,
                                  absl::Time deadline) const;

  const std::string admin_token_hash_;
  const Resolver resolver_;
};

}  // namespace rollcall::auth
