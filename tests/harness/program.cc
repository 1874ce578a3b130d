#include "tests/harness/program.h"

#include <arpa/inet.h>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <signal.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "nlohmann/json.hpp"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/scratch_folder.h"
#include "tests/harness/spawn.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr absl::Duration kPollPeriod = absl::Milliseconds(5);

// A file that nobody else uses.
std::string ScratchFile() {
  std::string path = "/tmp/rollcall-test-XXXXXX";
  const int descriptor = mkstemp(path.data());
  if (descriptor < 0) throw std::runtime_error("mkstemp failed");
  close(descriptor);
  return path;
}

// Starts a program that writes to these files.
pid_t SpawnWithFiles(const std::string& program,
                     const std::vector<std::string>& arguments,
                     const Environment& environment,
                     const std::string& output_path,
                     const std::string& error_path) {
  return Spawn(program, arguments, environment, [&](auto* actions) {
    posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(actions, 1, output_path.c_str(),
                                     O_WRONLY | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(actions, 2, error_path.c_str(),
                                     O_WRONLY | O_TRUNC | O_APPEND, 0600);
  });
}

// What the log's line «serving» has as `field`; empty while there is none.
std::string ServingIn(const std::string& log, const std::string& field) {
  size_t begin = 0;
  while (true) {
    const size_t end = log.find('\n', begin);
    if (end == std::string::npos) return {};
    const auto line = nlohmann::json::parse(log.substr(begin, end - begin));
    if (line["message"] == "serving") return line.value(field, "");
    begin = end + 1;
  }
}

}  // namespace

Finished RunProgram(const std::string& program,
                    const std::vector<std::string>& arguments,
                    const Environment& environment) {
  const std::string output_path = ScratchFile();
  const std::string error_path = ScratchFile();
  const pid_t process =
      SpawnWithFiles(program, arguments, environment, output_path, error_path);
  Finished finished;
  finished.exit_code = ExitCodeOf(process);
  finished.output = ReadFile(output_path);
  finished.error = ReadFile(error_path);
  unlink(output_path.c_str());
  unlink(error_path.c_str());
  return finished;
}

std::string TokenFile() {
  static const ScratchFolder folder;
  static const std::string path = [] {
    WriteFile(folder.File(), absl::StrCat(kToken, "\n"));
    return folder.File();
  }();
  return path;
}

std::string OwnAddress() {
  const pid_t process = getpid();
  return absl::StrCat("127.", 64 + process / 65536 % 64, ".",
                      process / 256 % 256, ".", process % 256, ":0");
}

std::vector<std::string> FreeAddresses(int count) {
  const std::string host = HostOf(OwnAddress());
  std::vector<std::string> addresses;
  // All are held until the last one is found.
  std::vector<int> probes;
  for (int i = 0; i < count; ++i) {
    probes.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    socklen_t size = sizeof(address);
    auto* const bytes = reinterpret_cast<sockaddr*>(&address);
    if (bind(probes.back(), bytes, size) != 0 ||
        getsockname(probes.back(), bytes, &size) != 0) {
      throw std::runtime_error("no port is free");
    }
    addresses.push_back(absl::StrCat(host, ":", ntohs(address.sin_port)));
  }
  for (const int probe : probes) close(probe);
  return addresses;
}

std::string HostOf(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

ServiceProcess::ServiceProcess(const std::string& service,
                               const std::string& database_url,
                               const std::string& listen,
                               Environment environment)
    : log_path_(ScratchFile()) {
  environment.emplace_back("ROLLCALL_TICKET_KEY_DIR", TicketKeyFolder());
  // Callers who wait for each answer are never too many, however slow the
  // machine is. The caller's own setting goes before it.
  environment.emplace_back("ROLLCALL_LANE_PATIENCE", "60");
  process_ = SpawnWithFiles(absl::StrCat("rollcall-", service),
                            {"--listen", listen, "--admin-token-file",
                             TokenFile(), "--database-url", database_url},
                            environment, "/dev/null", log_path_);
  const absl::Time deadline = absl::Now() + kStartTimeout;
  while (address_.empty()) {
    int status = 0;
    const bool ended = waitpid(process_, &status, WNOHANG) != 0;
    if (ended) process_ = 0;
    address_ = ServingIn(Log(), "address");
    if (address_.empty() && (ended || absl::Now() > deadline)) {
      throw std::runtime_error("rollcall-" + service + " does not serve:\n" +
                               Log());
    }
    absl::SleepFor(kPollPeriod);
  }
}

ServiceProcess::~ServiceProcess() {
  Kill();
  unlink(log_path_.c_str());
}

std::string ServiceProcess::MetricsAddress() const {
  return ServingIn(Log(), "metrics");
}

void ServiceProcess::Kill() {
  if (process_ == 0) return;
  kill(process_, SIGKILL);
  Wait();
}

void ServiceProcess::Pause() { kill(process_, SIGSTOP); }

void ServiceProcess::Resume() { kill(process_, SIGCONT); }

void ServiceProcess::Signal(int signal) const { kill(process_, signal); }

int ServiceProcess::Terminate() {
  Signal(SIGTERM);
  return Wait();
}

std::string ServiceProcess::Log() const { return ReadFile(log_path_); }

void ServiceProcess::ForgetLog() {
  // It appends: what it writes next begins the file.
  if (truncate(log_path_.c_str(), 0) != 0) {
    throw std::runtime_error("cannot truncate " + log_path_);
  }
}

int64_t ServiceProcess::Memory() const { return MemoryOf(process_, "VmRSS"); }

int64_t ServiceProcess::PeakMemory() const {
  return MemoryOf(process_, "VmHWM");
}

int64_t ServiceProcess::FileMemory() const {
  return MemoryOf(process_, "RssFile");
}

int64_t ServiceProcess::OpenFileCount() const {
  const auto files = std::filesystem::directory_iterator(
      absl::StrCat("/proc/", process_, "/fd"));
  return std::distance(begin(files), end(files));
}

absl::Duration ServiceProcess::CpuTime() const { return CpuTimeOf(process_); }

int ServiceProcess::Wait() {
  const int exit_code = ExitCodeOf(process_);
  process_ = 0;
  return exit_code;
}

}  // namespace rollcall::testing
