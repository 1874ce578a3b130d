#include "tests/e2e/services.h"

#include "gtest/gtest.h"

#include "tests/harness/calls.h"

namespace rollcall::testing {
namespace {

// What every address of e-mail has, and how secrets begin.
constexpr const char* kNeverLogged[] = {"@", "rchead_", "rcdev_", "rckey_",
                                        kToken};

}  // namespace

Services::~Services() {
  for (const ServiceProcess* service : {&registration, &checkin, &reporting}) {
    const std::string log = service->Log();
    for (const char* text : kNeverLogged) {
      EXPECT_EQ(log.find(text), std::string::npos) << "logged: " << text << "\n"
                                                   << log;
    }
  }
}

Environment Services::ForCommandLine() const {
  return {{"ROLLCALL_REGISTRATION_ADDRESS", registration.address()},
          {"ROLLCALL_CHECKIN_ADDRESS", checkin.address()},
          {"ROLLCALL_REPORTING_ADDRESS", reporting.address()},
          {"ROLLCALL_TOKEN_FILE", TokenFile()}};
}

}  // namespace rollcall::testing
