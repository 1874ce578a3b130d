#include "bench/load/processors.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/types.h>
#include <thread>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

constexpr int kFirst = -10;

// Threads that have ended meanwhile need nothing.
void ForEachThread(pid_t process, const std::function<void(pid_t)>& body) {
  std::error_code gone;
  for (const auto& thread : std::filesystem::directory_iterator(
           absl::StrCat("/proc/", process, "/task"), gone)) {
    pid_t id = 0;
    if (absl::SimpleAtoi(thread.path().filename().string(), &id)) body(id);
  }
}

void Bind(pid_t process, const cpu_set_t& processors) {
  ForEachThread(process, [&](pid_t thread) {
    sched_setaffinity(thread, sizeof(processors), &processors);
  });
}

// Linux keeps it for each thread. What this process may not do is left.
void SetPriority(int nice) {
  ForEachThread(getpid(), [nice](pid_t thread) {
    setpriority(PRIO_PROCESS, thread, nice);
  });
}

// The server of the database and its processes; those to come are like it.
void BindDatabase(const cpu_set_t& processors) {
  const std::string data = testing::ExecuteSql("SHOW data_directory");
  pid_t server = 0;
  std::ifstream(data + "/postmaster.pid") >> server;
  if (server <= 0) {
    throw std::runtime_error("there is no server in " + data);
  }
  Bind(server, processors);
  std::ifstream children(
      absl::StrCat("/proc/", server, "/task/", server, "/children"));
  for (pid_t child = 0; children >> child;) Bind(child, processors);
}

}  // namespace

Processors::Processors() {
  CPU_ZERO(&all_);
  sched_getaffinity(0, sizeof(all_), &all_);
  of_servers_ = all_;
  of_this_ = all_;
  const int count = CPU_COUNT(&all_);
  if (count < 2) return;
  CPU_ZERO(&of_servers_);
  CPU_ZERO(&of_this_);
  int given = 0;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (!CPU_ISSET(i, &all_)) continue;
    CPU_SET(i, given++ < (count + 1) / 2 ? &of_servers_ : &of_this_);
  }
  Bind(getpid(), of_this_);
  SetPriority(kFirst);
  BindDatabase(of_servers_);
}

Processors::~Processors() {
  Bind(getpid(), all_);
  SetPriority(0);
  BindDatabase(all_);
}

// A program inherits from the thread that starts it.
void Processors::Start(const std::function<void()>& body) const {
  std::thread([&] {
    sched_setaffinity(0, sizeof(of_servers_), &of_servers_);
    setpriority(PRIO_PROCESS, 0, 0);
    body();
  }).join();
}

}  // namespace rollcall::bench
