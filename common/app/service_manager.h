#pragma once

#include "absl/strings/string_view.h"

namespace rollcall::app {

// Tells the service manager that started this process how it is, `READY=1` or
// `STOPPING=1`, by the protocol of sd_notify(3). Where NOTIFY_SOCKET names no
// socket, or nobody listens at it, nothing happens.
void TellServiceManager(absl::string_view state);

}  // namespace rollcall::app
