#pragma once

#include "absl/strings/string_view.h"

namespace rollcall {

// Whether what is sent to `address` stays on the machine: host:port of
// 127.0.0.0/8, [::1] or localhost, or a list of such after ipv4: or ipv6:, or
// unix: and a path. Other spellings of the same are not known here.
bool IsLoopback(absl::string_view address);

}  // namespace rollcall
