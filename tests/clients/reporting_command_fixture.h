#pragma once

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/clients/command_line.h"
#include "tests/clients/fake_registration.h"
#include "tests/clients/fake_reporting.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// The command line against a registration and a reporting service whose answers
// the test decides.
class ReportingCommandFixture : public ::testing::Test {
 protected:
  Finished Run(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"--reporting", reporting_.address()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return RunCommandLine(registration_.server().registration, all);
  }

  FakeRegistration registration_;
  FakeReporting reporting_;
  ScratchFolder folder_;
};

}  // namespace rollcall::testing
