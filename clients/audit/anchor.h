#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/audit/verifier.h"

namespace rollcall::audit {

// What tells later whether an audit is still the one that it was: to be kept
// where nobody who may write to the database can.
struct Anchor {
  // `events/{event}`
  std::string event;
  std::vector<Head> heads;
  // Decisions from before there was an audit.
  int64_t unaudited_count = 0;
};

// As text, a line for each part: `event events/{event}`, `chain {chain}
// {number} {hash in hexadecimal}`, `unaudited {count}`.
std::string RenderAnchor(const Anchor& anchor);

// Reads what RenderAnchor wrote. Fails with INVALID_ARGUMENT and the line that
// is none.
absl::StatusOr<Anchor> ParseAnchor(std::istream& in);

}  // namespace rollcall::audit
