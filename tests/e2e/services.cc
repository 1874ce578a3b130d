#include "tests/e2e/services.h"

namespace rollcall::testing {

Environment Services::ForCommandLine() const {
  return {{"ROLLCALL_REGISTRATION_ADDRESS", registration.address()},
          {"ROLLCALL_CHECKIN_ADDRESS", checkin.address()},
          {"ROLLCALL_REPORTING_ADDRESS", reporting.address()},
          {"ROLLCALL_TOKEN_FILE", TokenFile()}};
}

}  // namespace rollcall::testing
