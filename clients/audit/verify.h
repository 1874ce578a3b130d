#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/audit/anchor.h"
#include "common/audit/verifier.h"

namespace rollcall::audit {

// What verifying the audit of an event came to.
struct Verified {
  // Empty when all is as it was written.
  std::vector<Finding> findings;
  // What is not of one batch, for people to read; empty likewise.
  std::vector<std::string> remarks;
  // To be kept.
  Anchor anchor;
  int64_t batch_count = 0;
  int64_t entry_count = 0;
  int64_t decision_count = 0;
};

// Fetches the audit of `event` (`events/{event}`), computes all of its hashes
// anew, and compares it with `kept`, an anchor of before. `progress` is called
// with how many batches there are so far. A stream that breaks off as
// UNAVAILABLE begins anew.
absl::StatusOr<Verified> Verify(const client::Server& server,
                                const std::string& event,
                                const std::optional<Anchor>& kept,
                                const std::function<void(int64_t)>& progress);

}  // namespace rollcall::audit
