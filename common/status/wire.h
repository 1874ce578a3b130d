#pragma once

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace rollcall {

// Renders `status`, each payload becoming one detail.
void RenderStatus(const absl::Status& status, google::rpc::Status& out);

}  // namespace rollcall
