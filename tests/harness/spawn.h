#pragma once

#include <cstdint>
#include <functional>
#include <spawn.h>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace rollcall::testing {

// Environment variables on top of the test's own.
using Environment = std::vector<std::pair<std::string, std::string>>;

// The folder of the project's programs.
std::string ProgramFolder();

// The path of `program`, one of the project's, or another one by its whole
// path.
std::string ProgramPath(const std::string& program);

// Starts one of the project's programs, or another one by its whole path, with
// the files that `redirect` adds.
pid_t Spawn(
    const std::string& program, const std::vector<std::string>& arguments,
    const Environment& environment,
    const std::function<void(posix_spawn_file_actions_t* actions)>& redirect);

// Waits for the end of a process. As of a shell: 128 + the signal when one
// ended it.
int ExitCodeOf(pid_t process);

// How long `process` has computed so far, on all processors together.
absl::Duration CpuTimeOf(pid_t process);

// The bytes that the system tells of the memory of `process` as `field`, one of
// proc(5), such as VmRSS.
int64_t MemoryOf(pid_t process, const std::string& field);

}  // namespace rollcall::testing
