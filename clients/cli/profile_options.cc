#include "clients/cli/profile_options.h"

#include <filesystem>
#include <memory>
#include <string>
#include <sysexits.h>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/help_text.h"
#include "clients/cli/profile.h"
#include "clients/cli/table.h"
#include "clients/csv/writer.h"
#include "common/base/status_macros.h"
#include "nlohmann/json.hpp"

namespace rollcall::cli {
namespace {

// What a column, a line or a member shows of a profile.
using Values = std::vector<std::pair<std::string, std::string>>;

// What `profile set` is told.
struct Change {
  std::string name;
  // host:port of all three services.
  std::string server;
  Profile given;
  // Which of Settings() were given, in their order.
  std::vector<const CLI::Option*> options;
  bool reads_token = false;
  bool insecure_plaintext = false;
  bool secure = false;
};

std::string CheckName(const std::string& name) {
  return IsProfileName(name)
             ? ""
             : "Must be 1 to 64 of letters, digits, '.', '_' and '-', and not "
               "'none'.";
}

absl::Status NoSuchProfile(const std::string& name) {
  return absl::NotFoundError(absl::StrCat(
      "There is no profile ", name, ": rollcall profile list shows all."));
}

absl::StatusOr<std::string> ReadToken(std::istream& in) {
  ASSIGN_OR_RETURN(const std::string text, ReadInput("-", in));
  std::string token(absl::StripAsciiWhitespace(text));
  if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos) {
    return WithExitCode(
        absl::InvalidArgumentError(
            "--token-stdin: standard input must have the token and nothing "
            "else."),
        EX_DATAERR);
  }
  return token;
}

absl::Status Apply(const Change& change, std::istream& in, Profile& profile) {
  if (!change.server.empty()) {
    profile.registration = profile.checkin = profile.reporting = change.server;
  }
  for (size_t i = 0; i < change.options.size(); ++i) {
    if (change.options[i]->count() == 0) continue;
    const Setting& setting = Settings()[i];
    std::string value = change.given.*setting.value;
    if (setting.is_path && !value.empty()) {
      value = std::filesystem::absolute(value).lexically_normal().string();
    }
    profile.*setting.value = value;
    if (setting.value == &Profile::token_file) profile.token.clear();
  }
  if (change.reads_token) {
    ASSIGN_OR_RETURN(profile.token, ReadToken(in));
    profile.token_file.clear();
  }
  if (change.insecure_plaintext) profile.insecure_plaintext = true;
  if (change.secure) profile.insecure_plaintext = false;
  return absl::OkStatus();
}

absl::StatusOr<int> Set(const Change& change, const Terminal& terminal) {
  const std::string path = ProfilesPath();
  ASSIGN_OR_RETURN(Profiles all, LoadProfiles(path));
  RETURN_IF_ERROR(Apply(change, terminal.in, all.profiles[change.name]));
  // The first one is what is meant without a name.
  if (all.profiles.size() == 1) all.current = change.name;
  return Done(SaveProfiles(path, all));
}

absl::StatusOr<int> Use(const std::string& name) {
  const std::string path = ProfilesPath();
  ASSIGN_OR_RETURN(Profiles all, LoadProfiles(path));
  if (name != kNoProfile && all.profiles.count(name) == 0) {
    return NoSuchProfile(name);
  }
  all.current = name == kNoProfile ? "" : name;
  return Done(SaveProfiles(path, all));
}

absl::StatusOr<int> Remove(const std::string& name) {
  const std::string path = ProfilesPath();
  ASSIGN_OR_RETURN(Profiles all, LoadProfiles(path));
  if (all.profiles.erase(name) == 0) return NoSuchProfile(name);
  if (all.current == name) all.current.clear();
  return Done(SaveProfiles(path, all));
}

// Where its token is, and never the token.
std::string TokenText(const Profile& profile) {
  if (!profile.token.empty()) return "kept";
  return profile.token_file;
}

Values ValuesOf(const Profiles& all, const std::string& name) {
  const Profile& profile = all.profiles.at(name);
  return {{"name", name},
          {"current", name == all.current ? "yes" : "no"},
          {"registration", profile.registration},
          {"checkin", profile.checkin},
          {"reporting", profile.reporting},
          {"token", TokenText(profile)},
          {"tls_ca", profile.tls_ca},
          {"tls_cert", profile.tls_cert},
          {"tls_key", profile.tls_key},
          {"insecure_plaintext", profile.insecure_plaintext ? "yes" : "no"}};
}

nlohmann::json JsonOf(const Values& values) {
  auto object = nlohmann::json::object();
  for (const auto& [label, value] : values) {
    if (!value.empty()) object[label] = value;
  }
  return object;
}

std::vector<std::string> LabelsOf(const Values& values) {
  std::vector<std::string> labels;
  for (const auto& [label, value] : values) labels.push_back(label);
  return labels;
}

std::vector<std::string> CellsOf(const Values& values) {
  std::vector<std::string> cells;
  for (const auto& [label, value] : values) cells.push_back(value);
  return cells;
}

void ListAsTable(const std::vector<Values>& rows, std::ostream& out) {
  std::vector<std::vector<std::string>> cells;
  for (const Values& row : rows) {
    const std::vector<std::string> all = CellsOf(row);
    cells.emplace_back(all.begin(), all.begin() + 6);
  }
  PrintTable(
      {"NAME", "CURRENT", "REGISTRATION", "CHECKIN", "REPORTING", "TOKEN"},
      cells, out);
}

absl::StatusOr<int> List(Output output, std::ostream& out) {
  ASSIGN_OR_RETURN(const Profiles all, LoadProfiles(ProfilesPath()));
  std::vector<Values> rows;
  for (const auto& [name, profile] : all.profiles) {
    rows.push_back(ValuesOf(all, name));
  }
  switch (output) {
    case Output::kTable:
      ListAsTable(rows, out);
      break;
    case Output::kJson: {
      auto list = nlohmann::json::array();
      for (const Values& row : rows) list.push_back(JsonOf(row));
      out << nlohmann::json({{"profiles", list}}).dump(1) << "\n";
      break;
    }
    case Output::kCsv:
      for (const Values& row : rows) {
        if (&row == &rows.front()) csv::Write(LabelsOf(row), out);
        csv::Write(CellsOf(row), out);
      }
      break;
  }
  return kExitOk;
}

absl::StatusOr<int> Show(std::string name, Output output, std::ostream& out) {
  ASSIGN_OR_RETURN(const Profiles all, LoadProfiles(ProfilesPath()));
  if (name.empty()) name = all.current;
  if (all.profiles.count(name) == 0) return NoSuchProfile(name);
  const Values values = ValuesOf(all, name);
  switch (output) {
    case Output::kTable:
      PrintValues(values, out);
      break;
    case Output::kJson:
      out << nlohmann::json({{"profile", JsonOf(values)}}).dump(1) << "\n";
      break;
    case Output::kCsv:
      csv::Write({"field", "value"}, out);
      for (const auto& [field, value] : values) csv::Write({field, value}, out);
      break;
  }
  return kExitOk;
}

void AddSet(CLI::App& profile, LocalAction& action) {
  auto* command = profile.add_subcommand(
      "set",
      "Makes a profile, or changes what is given of it; an empty text takes a "
      "setting away. The first one becomes the current one.");
  AddExample(*command,
             "profile set press --server rollcall.example.org:443 --tls-ca "
             "ca.pem --token-file press-key");
  const auto change = std::make_shared<Change>();
  command->add_option("NAME", change->name, "how it is called")
      ->required()
      ->type_name(kProfileType)
      ->check(CheckName);
  command->add_option("--server", change->server,
                      "host:port, where one proxy has all three services");
  CLI::Option* token_file = nullptr;
  for (const Setting& setting : Settings()) {
    auto* option = command
                       ->add_option(absl::StrCat("--", setting.flag),
                                    change->given.*setting.value, setting.help)
                       ->type_name(setting.is_path ? kFileType : "TEXT");
    change->options.push_back(option);
    if (setting.value == &Profile::token_file) {
      token_file = option->description(
          "file with the bearer token, which is read at each call");
    }
  }
  command
      ->add_flag("--token-stdin", change->reads_token,
                 "read the token from standard input and keep it")
      ->excludes(token_file);
  auto* insecure =
      command->add_flag("--insecure-plaintext", change->insecure_plaintext,
                        "send the token beyond loopback without TLS");
  command
      ->add_flag("--no-insecure-plaintext", change->secure, "do not, any more")
      ->excludes(insecure);
  command->callback([change, &action] {
    action = [change](const Terminal& terminal) {
      return Set(*change, terminal);
    };
  });
}

void AddNamed(CLI::App& profile, const char* verb, const char* help,
              const char* example,
              absl::StatusOr<int> (*act)(const std::string&),
              LocalAction& action) {
  auto* command = profile.add_subcommand(verb, help);
  AddExample(*command, example);
  const auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "of the profile")
      ->required()
      ->type_name(kProfileType);
  command->callback([name, act, &action] {
    action = [name, act](const Terminal&) { return act(*name); };
  });
}

void AddList(CLI::App& profile, LocalAction& action) {
  auto* command =
      profile.add_subcommand("list", "Lists all profiles, without tokens");
  AddExample(*command, "profile list");
  const auto output = std::make_shared<Output>(Output::kTable);
  AddOutput(*command, *output);
  command->callback([output, &action] {
    action = [output](const Terminal& terminal) {
      return List(*output, terminal.out);
    };
  });
}

void AddShow(CLI::App& profile, LocalAction& action) {
  auto* command =
      profile.add_subcommand("show", "Shows a profile, without its token");
  AddExample(*command, "profile show press");
  const auto name = std::make_shared<std::string>();
  const auto output = std::make_shared<Output>(Output::kTable);
  command->add_option("NAME", *name, "of the profile; default: the current one")
      ->type_name(kProfileType);
  AddOutput(*command, *output);
  command->callback([name, output, &action] {
    action = [name, output](const Terminal& terminal) {
      return Show(*name, *output, terminal.out);
    };
  });
}

}  // namespace

void AddProfile(CLI::App& app, LocalAction& action) {
  auto* profile = app.add_subcommand(
      "profile",
      "Where the services are and who calls them, kept under a name");
  profile->require_subcommand(1);
  AddSet(*profile, action);
  AddNamed(*profile, "use",
           "Makes a profile the current one; `none` is no profile",
           "profile use press", Use, action);
  AddList(*profile, action);
  AddShow(*profile, action);
  AddNamed(*profile, "remove", "Removes a profile, and a token that it keeps",
           "profile remove press", Remove, action);
}

}  // namespace rollcall::cli
