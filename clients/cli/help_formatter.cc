#include "clients/cli/help_formatter.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "clients/cli/help_text.h"
#include "clients/text/width.h"

namespace rollcall::cli {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kIndent = 2;
// Where it begins what a flag or a command does.
constexpr size_t kColumn = 24;

std::string Blanks(size_t count) { return std::string(count, ' '); }

// `name`, and beside or below it `help`.
std::string Entry(const std::string& name, const std::string& help) {
  std::string entry = Blanks(kIndent) + name;
  const bool is_beside = text::DisplayWidth(entry) < kColumn;
  entry = is_beside ? text::PadRight(entry, kColumn)
                    : absl::StrCat(entry, "\n", Blanks(kColumn));
  const std::vector<std::string> lines = text::Wrap(help, kWidth - kColumn);
  return absl::StrCat(
      entry, absl::StrJoin(lines, absl::StrCat("\n", Blanks(kColumn))), "\n");
}

}  // namespace

std::string HelpFormatter::make_option(const CLI::Option* option,
                                       bool is_positional) const {
  return Entry(absl::StrCat(make_option_name(option, is_positional),
                            is_positional ? "" : make_option_opts(option)),
               make_option_desc(option));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  return TakesValue(*option) ? absl::StrCat(" ", TypeOf(*option)) : "";
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  return DescriptionOf(*option);
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return Entry(command->get_name(), FirstLine(command->get_description()));
}

std::string HelpFormatter::make_description(const CLI::App* command) const {
  std::string text;
  for (const auto& paragraph :
       absl::StrSplit(command->get_description(), '\n')) {
    for (const std::string& line : text::Wrap(paragraph, kWidth)) {
      absl::StrAppend(&text, line, "\n");
    }
  }
  return text;
}

}  // namespace rollcall::cli
