// A library that is loaded before a program's others: while the file of
// ROLLCALL_SLOW_DISK is there, having something on disk takes a while longer.

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <dlfcn.h>
#include <unistd.h>

namespace {

constexpr long kNanoseconds = ROLLCALL_SLOW_DISK_MILLISECONDS * 1'000'000;

int SyncSlowly(const char* name, int file) {
  const char* switch_path = std::getenv("ROLLCALL_SLOW_DISK");
  if (switch_path != nullptr && access(switch_path, F_OK) == 0) {
    timespec pause = {0, kNanoseconds};
    // A signal does not make a disk faster.
    while (nanosleep(&pause, &pause) != 0 && errno == EINTR) {
    }
  }
  using Sync = int (*)(int);
  return reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

extern "C" int fsync(int file) { return SyncSlowly("fsync", file); }
extern "C" int fdatasync(int file) { return SyncSlowly("fdatasync", file); }
