#pragma once

#include "common/app/flags.h"

namespace rollcall::app {

// Asks the service that runs on this machine with `flags` for what
// `flags.health_check` wants to hear, through grpc.health.v1, and prints what
// it says. Returns the exit code: 0, or 69 when the answer is another one or
// does not come within three seconds.
//
// Speaks TLS where the service does, without looking whose certificate it is
// shown: nothing is sent that anybody might read. Where callers show
// certificates it shows the service's own one, which then has to lead to
// --tls-client-ca, too.
int CheckHealth(const ServiceFlags& flags);

}  // namespace rollcall::app
