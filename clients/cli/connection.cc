#include "clients/cli/connection.h"

#include <sysexits.h>

#include "absl/strings/str_cat.h"

#include "clients/api/transport.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/help_text.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

// Of a Rollcall that runs on this machine, as ./dev run has it.
Profile Defaults() {
  const client::Server server;
  Profile defaults;
  defaults.registration = server.registration;
  defaults.checkin = server.checkin;
  defaults.reporting = server.reporting;
  defaults.token_file = ".local/admin-token";
  return defaults;
}

}  // namespace

Connection::Connection(CLI::App& app) {
  app.add_option("--profile", profile_name_,
                 "settings that `profile set` has kept under this name")
      ->envname("ROLLCALL_PROFILE")
      ->type_name(kProfileType);
  const Profile defaults = Defaults();
  for (const Setting& setting : Settings()) {
    options_.push_back(app.add_option(absl::StrCat("--", setting.flag),
                                      given_.*setting.value, setting.help)
                           ->envname(setting.variable)
                           ->default_str(defaults.*setting.value)
                           ->type_name(setting.is_path ? kFileType : "TEXT"));
  }
  app.add_flag("--insecure-plaintext", given_.insecure_plaintext,
               "send the token beyond loopback without TLS");
}

absl::StatusOr<Profile> Connection::ChosenProfile() const {
  if (profile_name_ == kNoProfile) return Profile();
  const std::string path = ProfilesPath();
  ASSIGN_OR_RETURN(const Profiles all, LoadProfiles(path));
  const std::string& name = profile_name_.empty() ? all.current : profile_name_;
  if (name.empty()) return Profile();
  const auto profile = all.profiles.find(name);
  if (profile == all.profiles.end()) {
    return WithExitCode(
        absl::NotFoundError(absl::StrCat(
            "There is no profile of the name that is asked for: rollcall "
            "profile list shows all, profile set makes one.")),
        EX_CONFIG);
  }
  return profile->second;
}

absl::StatusOr<Profile> Connection::Combine() const {
  ASSIGN_OR_RETURN(const Profile profile, ChosenProfile());
  const Profile defaults = Defaults();
  Profile combined;
  // A token that the profile keeps counts as its token file would.
  combined.token = profile.token;
  for (size_t i = 0; i < options_.size(); ++i) {
    std::string Profile::*value = Settings()[i].value;
    const bool is_given = options_[i]->count() > 0;
    combined.*value = is_given                    ? given_.*value
                      : !(profile.*value).empty() ? profile.*value
                                                  : defaults.*value;
    if (is_given && value == &Profile::token_file) combined.token.clear();
  }
  combined.insecure_plaintext =
      given_.insecure_plaintext || profile.insecure_plaintext;
  return combined;
}

absl::StatusOr<client::Server> Connection::Open(bool needs_token) const {
  ASSIGN_OR_RETURN(const Profile settings, Combine());
  client::Server server;
  server.registration = settings.registration;
  server.checkin = settings.checkin;
  server.reporting = settings.reporting;
  const absl::Status secured =
      client::Secure({settings.tls_ca, settings.tls_cert, settings.tls_key,
                      settings.insecure_plaintext},
                     server);
  if (!secured.ok()) {
    return WithExitCode(secured,
                        absl::IsInvalidArgument(secured) ? EX_USAGE : EX_IOERR);
  }
  if (!needs_token) return server;
  server.token = settings.token;
  if (server.token.empty()) {
    auto token = client::ReadToken(settings.token_file);
    if (!token.ok()) return WithExitCode(token.status(), EX_IOERR);
    server.token = *std::move(token);
  }
  return server;
}

}  // namespace rollcall::cli
