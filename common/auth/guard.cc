#include "common/auth/guard.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"

#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"

namespace rollcall::auth {
namespace {

constexpr char kScheme[] = "bearer ";

// The address of `peer`, `ipv4:127.0.0.1:4711`, without the port.
std::string AddressOf(absl::string_view peer) {
  return std::string(peer.substr(0, peer.rfind(':')));
}

}  // namespace

absl::Status Unauthenticated() {
  return Error(error::v1::UNAUTHENTICATED_CALL,
               "Send a valid token as metadata `authorization: Bearer "
               "<token>`.");
}

Guard::Guard(absl::string_view admin_token, Resolver resolver,
             const Rate& failures)
    : admin_token_hash_(Sha256(admin_token)),
      resolver_(std::move(resolver)),
      failures_(std::make_unique<RateLimiter>(failures)) {}

absl::StatusOr<Caller> Guard::Identify(absl::string_view authorization,
                                       absl::string_view peer,
                                       absl::Time deadline) const {
  const size_t scheme_size = sizeof(kScheme) - 1;
  const bool is_bearer =
      absl::AsciiStrToLower(authorization.substr(0, scheme_size)) == kScheme;
  const absl::string_view token =
      is_bearer ? authorization.substr(scheme_size) : absl::string_view();
  if (is_bearer && EqualInConstantTime(Sha256(token), admin_token_hash_)) {
    Caller admin;
    admin.role = Role::ROLE_ADMIN;
    admin.credential = "admin";
    return admin;
  }
  if (is_bearer && resolver_.recall) {
    ASSIGN_OR_RETURN(std::optional<Caller> known, resolver_.recall(token));
    if (known) return *std::move(known);
  }
  RETURN_IF_ERROR(CheckFailures(peer));
  if (is_bearer && resolver_.find) {
    ASSIGN_OR_RETURN(std::optional<Caller> found,
                     resolver_.find(token, deadline));
    if (found) return *std::move(found);
  }
  NoteFailure(peer);
  return Unauthenticated();
}

absl::StatusOr<Caller> Guard::Admit(absl::string_view authorization,
                                    absl::string_view peer,
                                    const Policy& policy,
                                    absl::Time deadline) const {
  if (policy.anyone()) return Caller{};
  ASSIGN_OR_RETURN(Caller caller, Identify(authorization, peer, deadline));
  RETURN_IF_ERROR(policy.CheckRole(caller));
  return caller;
}

absl::Status Guard::CheckFailures(absl::string_view peer) const {
  const auto wait = failures_->Wait(AddressOf(peer), absl::Now());
  return wait ? RateLimited(*wait) : absl::OkStatus();
}

void Guard::NoteFailure(absl::string_view peer) const {
  failures_->Take(AddressOf(peer), absl::Now());
}

}  // namespace rollcall::auth
