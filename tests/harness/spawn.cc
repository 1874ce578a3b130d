#include "tests/harness/spawn.h"

#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace rollcall::testing {

namespace {

// `environment` and what the test's own has besides, each variable once.
std::vector<std::string> VariablesOf(const Environment& environment) {
  std::map<std::string, std::string> values;
  for (char** inherited = environ; *inherited != nullptr; ++inherited) {
    const std::pair<std::string, std::string> variable =
        absl::StrSplit(*inherited, absl::MaxSplits('=', 1));
    values[variable.first] = variable.second;
  }
  // The profiles of whoever runs the tests are no part of them.
  values["ROLLCALL_PROFILE"] = "none";
  // Of two values, the first one counts.
  for (auto each = environment.rbegin(); each != environment.rend(); ++each) {
    values[each->first] = each->second;
  }
  std::vector<std::string> variables;
  for (const auto& [name, value] : values) {
    variables.push_back(absl::StrCat(name, "=", value));
  }
  return variables;
}

}  // namespace

std::string ProgramFolder() { return ROLLCALL_PROGRAM_DIR; }

std::string ProgramPath(const std::string& program) {
  return program.front() == '/' ? program
                                : absl::StrCat(ProgramFolder(), "/", program);
}

pid_t Spawn(
    const std::string& program, const std::vector<std::string>& arguments,
    const Environment& environment,
    const std::function<void(posix_spawn_file_actions_t* actions)>& redirect) {
  const std::string path = ProgramPath(program);
  std::vector<std::string> texts = {path};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);

  std::vector<std::string> variables = VariablesOf(environment);
  std::vector<char*> envp;
  for (std::string& variable : variables) envp.push_back(variable.data());
  envp.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  redirect(&actions);
  pid_t process = 0;
  const int failure = posix_spawn(&process, path.c_str(), &actions, nullptr,
                                  argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw std::runtime_error("cannot start " + path);
  return process;
}

int ExitCodeOf(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

absl::Duration CpuTimeOf(pid_t process) {
  clockid_t clock = 0;
  timespec time = {};
  if (clock_getcpuclockid(process, &clock) != 0 ||
      clock_gettime(clock, &time) != 0) {
    throw std::runtime_error("the system tells nothing of a process's time");
  }
  return absl::DurationFromTimespec(time);
}

int64_t MemoryOf(pid_t process, const std::string& field) {
  std::ifstream file(absl::StrCat("/proc/", process, "/status"));
  const std::string format = field + ": %ld kB";
  std::string line;
  while (std::getline(file, line)) {
    int64_t kibibytes = 0;
    if (std::sscanf(line.c_str(), format.c_str(), &kibibytes) == 1) {
      return kibibytes * 1024;
    }
  }
  throw std::runtime_error("the system tells nothing of a process's memory");
}

}  // namespace rollcall::testing
