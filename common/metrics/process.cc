#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

#include "common/metrics/page.h"

namespace rollcall::metrics {
namespace {

// What /proc/self/stat tells of this process, from its third field on. The
// second may hold anything but ends with the last bracket.
struct Stat {
  double cpu_ticks = 0;
  double threads = 0;
  double start_ticks = 0;
  double virtual_bytes = 0;
  double resident_pages = 0;
};

bool ReadStat(Stat& stat) {
  std::ifstream file("/proc/self/stat");
  std::string line;
  if (!std::getline(file, line)) return false;
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  // Numbers as in proc(5).
  std::string text;
  for (int field = 3; field <= 24 && fields >> text; ++field) {
    const auto number = [&text] { return std::strtod(text.c_str(), nullptr); };
    if (field == 14 || field == 15) stat.cpu_ticks += number();
    if (field == 20) stat.threads = number();
    if (field == 22) stat.start_ticks = number();
    if (field == 23) stat.virtual_bytes = number();
    if (field == 24) stat.resident_pages = number();
  }
  return true;
}

// When the machine was started, in seconds since 1970. Of /proc a service may
// see no more than its processes.
double BootTime() {
  const auto now = [](clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_nsec) / 1e9;
  };
  return now(CLOCK_REALTIME) - now(CLOCK_BOOTTIME);
}

}  // namespace

void AddProcess(Page& page) {
  static const double boot_time = BootTime();
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  Stat stat;
  if (ReadStat(stat)) {
    page.AddCounter("process_cpu_seconds_total",
                    "Time that the process has computed.", {},
                    stat.cpu_ticks / ticks);
    page.AddGauge("process_threads", "Threads of the process.", {},
                  stat.threads);
    page.AddGauge("process_start_time_seconds",
                  "When the process was started, since 1970.", {},
                  boot_time + stat.start_ticks / ticks);
    page.AddGauge("process_virtual_memory_bytes", "Virtual memory.", {},
                  stat.virtual_bytes);
    page.AddGauge(
        "process_resident_memory_bytes", "Resident memory.", {},
        stat.resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)));
  }
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (!error) {
    page.AddGauge("process_open_fds", "File descriptors that are open.", {},
                  static_cast<double>(std::distance(begin(files), end(files))));
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    page.AddGauge("process_max_fds", "File descriptors that may be open.", {},
                  static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace rollcall::metrics
