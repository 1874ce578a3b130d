#include "clients/cli/verb_options.h"

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

#include "clients/api/field_path.h"
#include "clients/cli/help_text.h"
#include "clients/cli/verb_call.h"
#include "clients/cli/verb_request.h"

namespace rollcall::cli {
namespace {

using google::protobuf::FieldDescriptor;

// What the help calls the value of an argument, and completion knows of it.
std::string TypeOf(const Argument& argument, const FieldDescriptor* field) {
  switch (argument.kind) {
    case ArgumentKind::kDocument:
    case ArgumentKind::kPicture:
    case ArgumentKind::kSecret:
    case ArgumentKind::kText:
      return kFileType;
    default:
      if (argument.words != nullptr) {
        return TypeOfValues(absl::StrSplit(argument.words, ','));
      }
      return field != nullptr && field->enum_type() != nullptr
                 ? TypeOfValues(client::EnumWords(*field->enum_type()))
                 : "TEXT";
  }
}

// Adds the option or the place of an argument that takes one value, several
// (each with the option's name before it), or none.
void AddArgument(const std::shared_ptr<VerbCall>& call,
                 const Argument& argument, CLI::App& command) {
  const std::string spelling = argument.spelling;
  if (argument.preset != nullptr) call->values[spelling] = {argument.preset};
  const FieldDescriptor* field =
      argument.kind == ArgumentKind::kField
          ? client::FindField(*MethodOf(*call->verb).input_type(),
                              argument.path)
          : nullptr;
  if (field != nullptr && field->type() == FieldDescriptor::TYPE_BOOL) {
    command.add_flag_callback(
        spelling, [call, spelling] { call->values[spelling] = {"yes"}; },
        argument.help);
  } else if (field != nullptr && field->is_repeated()) {
    command
        .add_option_function<std::vector<std::string>>(
            spelling,
            [call, spelling](const std::vector<std::string>& values) {
              call->values[spelling] = values;
            },
            argument.help)
        ->type_name(TypeOf(argument, field))
        ->required(argument.required)
        ->allow_extra_args(false);
  } else {
    command
        .add_option_function<std::string>(
            spelling,
            [call, spelling](const std::string& value) {
              call->values[spelling] = {value};
            },
            argument.help)
        ->type_name(TypeOf(argument, field))
        ->required(argument.required)
        ->default_str(argument.preset == nullptr ? "" : argument.preset);
  }
}

void AddVerb(CLI::App& noun, const Verb& verb, Action& action,
             bool& needs_token) {
  auto* command = noun.add_subcommand(verb.verb, verb.help);
  AddExample(*command, verb.example);
  const auto call = std::make_shared<VerbCall>();
  call->verb = &verb;
  for (const Argument& argument : verb.arguments) {
    AddArgument(call, argument, *command);
  }
  if (!verb.columns.empty()) {
    command->add_option("--limit", call->limit, "the most to list; 0 means all")
        ->check(WholeNumberUpTo(std::numeric_limits<int>::max()));
  }
  AddOutput(*command, call->output);
  command->callback([call, &action, &needs_token] {
    needs_token = call->verb->needs_token;
    action = [call](const client::Server& server, const Terminal& terminal) {
      return Run(*call, server, terminal);
    };
  });
}

}  // namespace

void AddVerbs(CLI::App& app, Action& action, bool& needs_token) {
  for (const Noun& noun : Nouns()) {
    auto* command = app.add_subcommand(noun.name, noun.help);
    command->require_subcommand(1);
    for (const Verb& verb : Verbs()) {
      if (absl::string_view(verb.noun) == noun.name) {
        AddVerb(*command, verb, action, needs_token);
      }
    }
  }
}

}  // namespace rollcall::cli
