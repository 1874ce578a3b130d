#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/cli/profile.h"

namespace rollcall::cli {

// Where the services are and who calls them. Each setting is what its flag
// says, else its environment variable, else the profile, else a default. The
// profile is the one that --profile names, else ROLLCALL_PROFILE, else the
// current one; `none` is no profile.
class Connection {
 public:
  // Adds the flags to `app`, which lives as long.
  explicit Connection(CLI::App& app);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // After the flags were read. Reads the token if it is needed. An error has an
  // exit code: EX_USAGE for flags, EX_CONFIG for profiles, EX_IOERR for files.
  absl::StatusOr<client::Server> Open(bool needs_token) const;

 private:
  absl::StatusOr<Profile> ChosenProfile() const;
  // The settings by all that says them.
  absl::StatusOr<Profile> Combine() const;

  Profile given_;
  std::string profile_name_;
  // Those of Settings(), in their order.
  std::vector<const CLI::Option*> options_;
};

}  // namespace rollcall::cli
