#include "clients/cli/verb_options.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

#include "clients/api/field_path.h"
#include "clients/cli/verb_call.h"
#include "clients/cli/verb_request.h"

namespace rollcall::cli {
namespace {

using google::protobuf::FieldDescriptor;

// Adds the option or the place of an argument that takes one value, several
// (each with the option's name before it), or none.
void AddArgument(const std::shared_ptr<VerbCall>& call,
                 const Argument& argument, CLI::App& command) {
  const std::string spelling = argument.spelling;
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
        ->allow_extra_args(false);
  } else {
    command
        .add_option_function<std::string>(
            spelling,
            [call, spelling](const std::string& value) {
              call->values[spelling] = {value};
            },
            argument.help)
        ->required(argument.required);
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
        ->check(CLI::NonNegativeNumber);
  }
  const auto output = std::make_shared<std::string>("table");
  command->add_option("--output", *output, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  command->callback([call, output, &action, &needs_token] {
    needs_token = call->verb->needs_token;
    action = [call, output](const client::Server& server,
                            const Terminal& terminal) {
      call->as_json = *output == "json";
      return Run(*call, server, terminal);
    };
  });
}

}  // namespace

void AddVerbs(CLI::App& app, Action& action, bool& needs_token) {
  CLI::App* noun = nullptr;
  for (const Verb& verb : Verbs()) {
    if (noun == nullptr || noun->get_name() != verb.noun) {
      noun = app.add_subcommand(verb.noun,
                                absl::StrCat("Works on ", verb.noun, "s"));
      noun->require_subcommand(1);
    }
    AddVerb(*noun, verb, action, needs_token);
  }
}

}  // namespace rollcall::cli
