#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rollcall::cli {

// Where the services are and who calls them. What is empty is not said.
struct Profile {
  // host:port of each service.
  std::string registration;
  std::string checkin;
  std::string reporting;
  // Files in PEM, as client::TransportOptions has them.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;
  // Plaintext may leave the machine.
  bool insecure_plaintext = false;
  // A file with the bearer token, or the token itself; at most one of them.
  std::string token_file;
  std::string token;
};

// A setting of a profile that is a text, and the flag, the environment variable
// and the member in the file that say it.
struct Setting {
  // Without hyphens before it: `tls-ca`, the member `tls_ca`.
  const char* flag;
  const char* variable;
  const char* help;
  std::string Profile::*value;
  // It is the path of a file.
  bool is_path = false;
};

// All of them but the token itself, which no flag says.
const std::vector<Setting>& Settings();

// All profiles of a user.
struct Profiles {
  // The one that is used unless another is asked for; empty means none.
  std::string current;
  std::map<std::string, Profile> profiles;
};

// What is asked for by a name that no profile has: none.
inline constexpr char kNoProfile[] = "none";

// Whether a profile may be called `name`: 1 to 64 of a-z, A-Z, 0-9, `.`, `_`
// and `-`, not `none`, and neither `.` nor `-` first.
bool IsProfileName(const std::string& name);

// The file of the profiles: rollcall/profiles.json in $XDG_CONFIG_HOME or else
// in ~/.config. Empty when the environment has no home.
std::string ProfilesPath();

// Reads the file, which nobody but its owner may read, and whose folder nobody
// else may enter. No file means no profiles. An error names the file, says what
// to do, and has the exit code EX_CONFIG.
absl::StatusOr<Profiles> LoadProfiles(const std::string& path);

// Writes the file as a whole with mode 0600, and makes its folder with mode
// 0700. Of two who do so at once the last one's remains. Errors as
// LoadProfiles.
absl::Status SaveProfiles(const std::string& path, const Profiles& profiles);

}  // namespace rollcall::cli
