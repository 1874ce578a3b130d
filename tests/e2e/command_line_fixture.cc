#include "tests/e2e/command_line_fixture.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace rollcall::testing {

Finished CommandLineFixture::Run(
    const std::vector<std::string>& arguments) const {
  return RunProgram("rollcall", arguments, services_.ForCommandLine());
}

Finished CommandLineFixture::RunWithToken(
    const std::string& token, const std::vector<std::string>& arguments) const {
  const std::string file = folder_.File("token");
  WriteFile(file, token);
  std::vector<std::string> all = {"--token-file", file};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Run(all);
}

nlohmann::json CommandLineFixture::JsonOf(
    std::vector<std::string> arguments) const {
  arguments.insert(arguments.end(), {"--output", "json"});
  const Finished finished = Run(arguments);
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  return nlohmann::json::parse(finished.output, nullptr, false);
}

Finished CommandLineFixture::Import(
    const std::string& content, const std::vector<std::string>& more) const {
  const std::string file = folder_.File("people.csv");
  WriteFile(file, content);
  std::vector<std::string> arguments = {"registration", "import", file,
                                        "--event", forum_.name()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Run(arguments);
}

nlohmann::json CommandLineFixture::Registrations() const {
  return RegistrationsOf(forum_.name());
}

nlohmann::json CommandLineFixture::RegistrationsOf(
    const std::string& event) const {
  const auto list = JsonOf({"registration", "list", "--event", event});
  return list.value("registrations", nlohmann::json::array());
}

int NumberIn(const std::string& output, const std::string& label) {
  for (absl::string_view line : absl::StrSplit(output, '\n')) {
    int number = -1;
    if (absl::ConsumePrefix(&line, label) && absl::SimpleAtoi(line, &number)) {
      return number;
    }
  }
  return -1;
}

}  // namespace rollcall::testing
