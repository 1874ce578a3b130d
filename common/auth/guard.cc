#include "common/auth/guard.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"

namespace rollcall::auth {
namespace {

constexpr char kScheme[] = "bearer ";

absl::Status Unauthenticated() {
  return Error(error::v1::UNAUTHENTICATED_CALL,
               "Send a valid token as metadata `authorization: Bearer "
               "<token>`.");
}

}  // namespace

Guard::Guard(absl::string_view admin_token, Resolver resolver)
    : admin_token_hash_(Sha256(admin_token)), resolver_(std::move(resolver)) {}

absl::StatusOr<Caller> Guard::Identify(absl::string_view authorization,
                                       absl::Time deadline) const {
  const size_t scheme_size = sizeof(kScheme) - 1;
  if (absl::AsciiStrToLower(authorization.substr(0, scheme_size)) != kScheme) {
    return Unauthenticated();
  }
  const absl::string_view token = authorization.substr(scheme_size);
  if (EqualInConstantTime(Sha256(token), admin_token_hash_)) {
    return Caller{Role::kAdmin, {}, {}};
  }
  if (!resolver_) return Unauthenticated();
  ASSIGN_OR_RETURN(std::optional<Caller> caller, resolver_(token, deadline));
  if (!caller) return Unauthenticated();
  return *std::move(caller);
}

absl::StatusOr<Caller> Guard::Admit(absl::string_view authorization,
                                    absl::Span<const Role> open_to,
                                    absl::Time deadline) const {
  ASSIGN_OR_RETURN(Caller caller, Identify(authorization, deadline));
  if (std::find(open_to.begin(), open_to.end(), caller.role) == open_to.end()) {
    return Error(error::v1::PERMISSION_DENIED_CALL,
                 "The token does not allow the call.");
  }
  return caller;
}

}  // namespace rollcall::auth
