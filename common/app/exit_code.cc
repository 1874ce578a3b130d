#include "common/app/exit_code.h"

#include <string>
#include <sysexits.h>

#include "common/base/log.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace rollcall::app {

int RefuseToStart(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  Log(Severity::kError, "refused to start",
      {{"reason", error::v1::ErrorReason_Name(reason)},
       {"detail", std::string(status.message())}});
  switch (reason) {
    case error::v1::INVALID_FLAG:
      return EX_USAGE;
    case error::v1::DATABASE_UNAVAILABLE:
      return EX_UNAVAILABLE;
    default:
      return EX_CONFIG;
  }
}

}  // namespace rollcall::app
