#include "common/rpc/call.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

#include "common/api/enum_text.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"

namespace rollcall::rpc {

absl::string_view AuthorizationOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  if (found == metadata.end()) return {};
  return {found->second.data(), found->second.size()};
}

absl::Time DeadlineOf(const grpc::ServerContextBase& context, absl::Time now,
                      absl::Duration longest) {
  return std::min(absl::FromChrono(context.deadline()), now + longest);
}

absl::StatusOr<Call> Admit(const grpc::ServerContextBase& context,
                           const auth::Guard& guard,
                           const auth::Policy& policy) {
  const absl::Time deadline =
      DeadlineOf(context, absl::Now(), limits::kDefaultDeadline);
  ASSIGN_OR_RETURN(
      auth::Caller caller,
      guard.Admit(AuthorizationOf(context), context.peer(), policy, deadline));
  return Call{deadline, std::move(caller)};
}

auth::Act ActOf(const Call& call, std::string detail) {
  const auth::Caller& caller = call.caller;
  return {
      caller.credential,
      caller.role == auth::Role::ROLE_UNSPECIFIED ? "" : EnumText(caller.role),
      std::string(call.method), std::move(detail)};
}

absl::Status CheckStanding(const auth::Caller& caller) {
  return caller.standing == nullptr || caller.standing->Stands(absl::Now())
             ? absl::OkStatus()
             : auth::Unauthenticated();
}

}  // namespace rollcall::rpc
