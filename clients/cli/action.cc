#include "clients/cli/action.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/exit_code.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {

absl::StatusOr<int> Done(const absl::Status& status) {
  RETURN_IF_ERROR(status);
  return kExitOk;
}

std::string EventNameOf(const std::string& text) {
  return absl::StrCat(text.find('/') == std::string::npos ? "events/" : "",
                      text);
}

void AddEvent(CLI::App& command, std::string& event) {
  command.add_option("--event,-e", event, "the event's name or id")
      ->required()
      ->transform(EventNameOf);
}

void AddOutput(CLI::App& command, Output& output) {
  command
      .add_option_function<std::string>(
          "--output",
          [&output](const std::string& word) {
            output = word == "json"  ? Output::kJson
                     : word == "csv" ? Output::kCsv
                                     : Output::kTable;
          },
          "how to show it")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->default_str("table");
}

std::function<std::string(const std::string&)> WholeNumberUpTo(int64_t max) {
  return [max](const std::string& text) -> std::string {
    int64_t number = 0;
    if (absl::SimpleAtoi(text, &number) && number >= 0 && number <= max) {
      return "";
    }
    return absl::StrCat("Must be a whole number from 0 to ", max, ".");
  };
}

void AddExample(CLI::App& command, const std::string& example) {
  command.footer(absl::StrCat("Example:\n  rollcall ", example));
}

void AddColumns(CLI::App& command, const std::string& columns) {
  command.footer(absl::StrCat("Columns of the CSV: ", columns, ".\n\n",
                              command.get_footer()));
}

}  // namespace rollcall::cli
