#include "clients/cli/reference.h"

#include <string>

#include "absl/strings/str_cat.h"

#include "clients/cli/help_text.h"
#include "clients/cli/services.h"
#include "clients/cli/verb.h"
#include "clients/cli/verb_request.h"

namespace rollcall::cli {
namespace {

std::string SpellingOf(const CLI::Option& option) {
  const std::string name = option.get_positional()
                               ? option.get_name(true)
                               : option.get_name(false, true);
  return TakesValue(option) && !option.get_positional()
             ? absl::StrCat(name, " ", TypeOf(option))
             : name;
}

void WriteOption(const CLI::Option& option, std::ostream& out) {
  out << "- `" << SpellingOf(option) << "`: " << DescriptionOf(option) << "\n";
}

void WriteOptions(const CLI::App& command, std::ostream& out) {
  for (const CLI::Option* option : command.get_options()) {
    if (option != command.get_help_ptr()) WriteOption(*option, out);
  }
}

// `RegistrationService.GetEvent`, if the command is a verb.
std::string MethodText(const std::string& noun, const std::string& name) {
  for (const Verb& verb : Verbs()) {
    if (noun == verb.noun && name == verb.verb) {
      const auto& method = MethodOf(verb);
      return absl::StrCat(method.service()->name(), ".", method.name());
    }
  }
  return {};
}

// `noun` is empty for what is below `rollcall` itself.
void WriteCommand(const CLI::App& command, const std::string& noun,
                  std::ostream& out) {
  const auto commands = command.get_subcommands(nullptr);
  const std::string& name = command.get_name();
  if (!commands.empty()) {
    out << "\n## " << name << "\n" << command.get_description() << ".\n";
    for (const CLI::App* each : commands) WriteCommand(*each, name, out);
    return;
  }
  const std::string method = MethodText(noun, name);
  out << (noun.empty() ? "\n## " : absl::StrCat("\n### ", noun, " ")) << name
      << "\n"
      << command.get_description()
      << (method.empty() ? "" : absl::StrCat(" (", method, ")")) << "\n\n";
  WriteOptions(command, out);
  out << "\n```\n" << command.get_footer() << "\n```\n";
}

}  // namespace

void WriteReference(const CLI::App& app, std::ostream& out) {
  out << "## Flags of every command\nThey come before the command.\n\n";
  WriteOptions(app, out);
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    WriteCommand(*command, "", out);
  }
}

}  // namespace rollcall::cli
