#include "tests/clients/command_line.h"

#include <sstream>

#include "clients/cli/cli.h"

namespace rollcall::testing {

Finished RunCommandLine(const std::string& address,
                        const std::vector<std::string>& arguments,
                        const std::string& input) {
  std::vector<std::string> all = {"--profile", "none",         "--registration",
                                  address,     "--token-file", TokenFile()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Finished finished;
  finished.exit_code = cli::Run(all, {in, out, err});
  finished.output = out.str();
  finished.error = err.str();
  return finished;
}

}  // namespace rollcall::testing
