#include "clients/cli/completion.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "clients/cli/help_text.h"
#include "clients/cli/profile.h"

namespace rollcall::cli {
namespace {

// What has been typed before the word that is completed.
struct Position {
  const CLI::App* command;
  // The flag whose value comes next; null if none's does.
  const CLI::Option* pending = nullptr;
  size_t arguments = 0;
};

const CLI::Option* FindFlag(const CLI::App& command, const std::string& word) {
  for (const CLI::Option* option : command.get_options()) {
    if (option->check_name(word)) return option;
  }
  return nullptr;
}

const CLI::App* FindCommand(const CLI::App& command, const std::string& word) {
  for (const CLI::App* each : command.get_subcommands(nullptr)) {
    if (each->get_name() == word) return each;
  }
  return nullptr;
}

void Take(const std::string& word, Position& position) {
  if (position.pending != nullptr) {
    position.pending = nullptr;
    return;
  }
  if (absl::StartsWith(word, "-") && word != "-") {
    const std::vector<std::string> parts =
        absl::StrSplit(word, absl::MaxSplits('=', 1));
    const CLI::Option* flag = FindFlag(*position.command, parts[0]);
    const bool has_value = parts.size() > 1;
    if (flag != nullptr && TakesValue(*flag) && !has_value) {
      position.pending = flag;
    }
    return;
  }
  const CLI::App* command = FindCommand(*position.command, word);
  if (command != nullptr) {
    position.command = command;
  } else {
    ++position.arguments;
  }
}

void Add(const std::string& text, const std::string& help,
         const std::string& begun, Completion& completion) {
  if (absl::StartsWith(text, begun))
    completion.candidates.push_back({text, help});
}

// The values of `option`, with what is written before them.
void AddValues(const CLI::Option& option, const std::string& before,
               const std::string& begun, Completion& completion) {
  for (const std::string& value : ValuesOf(option)) {
    if (absl::StartsWith(value, begun)) {
      completion.candidates.push_back({absl::StrCat(before, value), ""});
    }
  }
  if (TakesProfile(option)) {
    const auto all = LoadProfiles(ProfilesPath());
    if (!all.ok()) return;
    for (const auto& [name, profile] : all->profiles) {
      if (absl::StartsWith(name, begun)) {
        completion.candidates.push_back({absl::StrCat(before, name), ""});
      }
    }
  }
  completion.takes_file = completion.takes_file || TakesFile(option);
}

void AddFlags(const CLI::App& command, const std::string& begun,
              Completion& completion) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      Add(absl::StrCat("--", name), option->get_description(), begun,
          completion);
    }
  }
}

void AddArgument(const Position& position, const std::string& begun,
                 Completion& completion) {
  for (const CLI::App* command : position.command->get_subcommands(nullptr)) {
    if (!command->get_group().empty()) {
      Add(command->get_name(), FirstLine(command->get_description()), begun,
          completion);
    }
  }
  size_t place = 0;
  for (const CLI::Option* option : position.command->get_options()) {
    if (!option->get_positional()) continue;
    if (place++ == position.arguments) {
      AddValues(*option, "", begun, completion);
    }
  }
}

}  // namespace

Completion Complete(const CLI::App& app,
                    const std::vector<std::string>& words) {
  Position position{&app};
  const std::string last = words.empty() ? "" : words.back();
  for (size_t i = 0; i + 1 < words.size(); ++i) Take(words[i], position);

  Completion completion;
  const size_t equals = last.find('=');
  if (position.pending != nullptr) {
    AddValues(*position.pending, "", last, completion);
  } else if (absl::StartsWith(last, "--") && equals != std::string::npos) {
    const CLI::Option* flag =
        FindFlag(*position.command, last.substr(0, equals));
    if (flag != nullptr) {
      AddValues(*flag, last.substr(0, equals + 1), last.substr(equals + 1),
                completion);
    }
  } else if (absl::StartsWith(last, "-")) {
    AddFlags(*position.command, last, completion);
  } else {
    AddArgument(position, last, completion);
  }
  return completion;
}

}  // namespace rollcall::cli
