#pragma once

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "nlohmann/json.hpp"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// The `rollcall` command line against a process of each service, with an event
// of the test's own.
class CommandLineFixture : public ::testing::Test {
 protected:
  CommandLineFixture() : forum_(ChannelTo(services_.registration.address())) {}

  // Runs `rollcall` with the operator's token.
  Finished Run(const std::vector<std::string>& arguments) const;
  // As Run, with another bearer token.
  Finished RunWithToken(const std::string& token,
                        const std::vector<std::string>& arguments) const;
  // What a run printed, with `--output json`. Expects success.
  nlohmann::json JsonOf(std::vector<std::string> arguments) const;

  // `registration import` of a file with `content` into the event.
  Finished Import(const std::string& content,
                  const std::vector<std::string>& more = {}) const;
  // The registrations of the event, or of another, oldest first.
  nlohmann::json Registrations() const;
  nlohmann::json RegistrationsOf(const std::string& event) const;

  Services services_;
  Forum forum_;
  ScratchFolder folder_;
};

// The number that a printed table has after `label`; -1 without such a line.
int NumberIn(const std::string& output, const std::string& label);

}  // namespace rollcall::testing
