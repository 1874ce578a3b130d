#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace rollcall {

// The etag of a resource that is stored with `version`, which every change
// raises.
std::string EtagOf(int64_t version);

// OK if `etag`, as a request brings it, is empty or that of `version`; else
// ETAG_MISMATCH for the resource `name`.
absl::Status CheckEtag(absl::string_view etag, int64_t version,
                       const std::string& name);

}  // namespace rollcall
