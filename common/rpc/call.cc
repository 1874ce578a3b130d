#include "common/rpc/call.h"

#include <algorithm>

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

}  // namespace rollcall::rpc
