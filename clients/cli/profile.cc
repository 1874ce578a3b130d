#include "clients/cli/profile.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <sysexits.h>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "common/base/secret_file.h"
#include "common/base/status_macros.h"
#include "nlohmann/json.hpp"

namespace rollcall::cli {
namespace {

using nlohmann::json;

constexpr size_t kMostBytes = 1 << 20;
constexpr size_t kLongestName = 64;

absl::Status Unusable(const std::string& path, const std::string& problem) {
  return WithExitCode(
      absl::FailedPreconditionError(absl::StrCat(path, " ", problem)),
      EX_CONFIG);
}

std::string MemberOf(const Setting& setting) {
  return absl::StrReplaceAll(setting.flag, {{"-", "_"}});
}

absl::Status CheckFolder(const std::string& folder) {
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return Unusable(
        folder, absl::StrCat("cannot be entered: ", std::strerror(errno), "."));
  }
  return (info.st_mode & 077) == 0
             ? absl::OkStatus()
             : Unusable(folder,
                        "must be a folder that only its owner may enter: "
                        "chmod 700.");
}

json ToJson(const Profile& profile) {
  json object = json::object();
  for (const Setting& setting : Settings()) {
    const std::string& value = profile.*setting.value;
    if (!value.empty()) object[MemberOf(setting)] = value;
  }
  if (!profile.token.empty()) object["token"] = profile.token;
  if (profile.insecure_plaintext) object["insecure_plaintext"] = true;
  return object;
}

// What `key` of a profile sets; null for what is unknown.
std::string* TextOf(Profile& profile, const std::string& key) {
  for (const Setting& setting : Settings()) {
    if (key == MemberOf(setting)) return &(profile.*setting.value);
  }
  return key == "token" ? &profile.token : nullptr;
}

bool FromJson(const json& object, Profile& profile) {
  if (!object.is_object()) return false;
  for (const auto& [key, value] : object.items()) {
    if (key == "insecure_plaintext" && value.is_boolean()) {
      profile.insecure_plaintext = value.get<bool>();
      continue;
    }
    std::string* text = TextOf(profile, key);
    if (text == nullptr || !value.is_string()) return false;
    *text = value.get<std::string>();
  }
  return true;
}

bool FromJson(const json& object, Profiles& all) {
  if (!object.is_object()) return false;
  for (const auto& [key, value] : object.items()) {
    if (key == "current" && value.is_string()) {
      all.current = value.get<std::string>();
      continue;
    }
    if (key != "profiles" || !value.is_object()) return false;
    for (const auto& [name, profile] : value.items()) {
      if (!IsProfileName(name)) return false;
      if (!FromJson(profile, all.profiles[name])) return false;
    }
  }
  return true;
}

}  // namespace

const std::vector<Setting>& Settings() {
  static const auto* const settings = new std::vector<Setting>{
      {"registration", "ROLLCALL_REGISTRATION_ADDRESS", "host:port",
       &Profile::registration},
      {"checkin", "ROLLCALL_CHECKIN_ADDRESS", "host:port", &Profile::checkin},
      {"reporting", "ROLLCALL_REPORTING_ADDRESS", "host:port",
       &Profile::reporting},
      {"token-file", "ROLLCALL_TOKEN_FILE", "file with the bearer token",
       &Profile::token_file, true},
      {"tls-ca", "ROLLCALL_TLS_CA",
       "file with certificates in PEM that the services' ones lead to: speaks "
       "TLS",
       &Profile::tls_ca, true},
      {"tls-cert", "ROLLCALL_CLIENT_TLS_CERT",
       "file with the caller's certificate chain in PEM", &Profile::tls_cert,
       true},
      {"tls-key", "ROLLCALL_CLIENT_TLS_KEY",
       "file with its key in PEM, mode 0600", &Profile::tls_key, true},
  };
  return *settings;
}

bool IsProfileName(const std::string& name) {
  const auto is_allowed = [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kLongestName && name != kNoProfile &&
         name[0] != '.' && name[0] != '-' &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

std::string ProfilesPath() {
  // By the XDG base directory specification, a relative path counts for none.
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  if (folder != nullptr && folder[0] == '/') {
    return absl::StrCat(folder, "/rollcall/profiles.json");
  }
  const char* home = std::getenv("HOME");
  return home != nullptr && home[0] == '/'
             ? absl::StrCat(home, "/.config/rollcall/profiles.json")
             : "";
}

absl::StatusOr<Profiles> LoadProfiles(const std::string& path) {
  std::error_code error;
  const std::filesystem::path file(path);
  if (path.empty()) return Profiles();
  RETURN_IF_ERROR(CheckFolder(file.parent_path().string()));
  if (!std::filesystem::exists(file, error) && !error) return Profiles();
  const auto content = ReadSecretFile(path, kMostBytes);
  if (!content.ok()) {
    return Unusable(path, std::string(content.status().message()));
  }
  Profiles all;
  if (!FromJson(json::parse(*content, nullptr, false), all)) {
    return Unusable(path,
                    "is not a file of profiles that this program knows: mend "
                    "or remove it.");
  }
  return all;
}

absl::Status SaveProfiles(const std::string& path, const Profiles& profiles) {
  if (path.empty()) {
    return Unusable("profiles.json",
                    "has no place: set HOME or XDG_CONFIG_HOME.");
  }
  const std::filesystem::path folder =
      std::filesystem::path(path).parent_path();
  std::error_code error;
  std::filesystem::create_directories(folder.parent_path(), error);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return Unusable(
        folder.string(),
        absl::StrCat("cannot be made: ", std::strerror(errno), "."));
  }
  RETURN_IF_ERROR(CheckFolder(folder.string()));
  json object = {{"profiles", json::object()}};
  if (!profiles.current.empty()) object["current"] = profiles.current;
  for (const auto& [name, profile] : profiles.profiles) {
    object["profiles"][name] = ToJson(profile);
  }
  return WriteFile(path, absl::StrCat(object.dump(2), "\n"));
}

}  // namespace rollcall::cli
