#pragma once

#include "clients/api/server.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "tests/harness/program.h"

namespace rollcall::testing {

// One process of each service. At the end their logs must have no address of
// e-mail and no token in them, whatever the test has done.
class Services {
 public:
  ~Services();

  ServiceProcess registration{"registration"};
  ServiceProcess checkin{"checkin"};
  ServiceProcess reporting{"reporting"};

  // Environment that points the `rollcall` command line at them.
  Environment ForCommandLine() const;
};

}  // namespace rollcall::testing
