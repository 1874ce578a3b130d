#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace rollcall::cli {

// Writes help for terminals of 80 columns.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option,
                          bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  // A command among others, by the first line that it says of itself.
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_description(const CLI::App* command) const override;
};

}  // namespace rollcall::cli
