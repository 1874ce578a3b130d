#pragma once

#include "absl/strings/string_view.h"

namespace rollcall {

// Whether what is sent to `address` stays on the machine: host:port of
// 127.0.0.0/8, [::1] or localhost, or unix: and a path. Other spellings of the
// same, as of gRPC's resolvers, are not known here.
bool IsLoopback(absl::string_view address);

}  // namespace rollcall
