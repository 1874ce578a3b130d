#pragma once

#include "absl/status/status.h"

namespace rollcall::cli {

// What the program ends with, for scripts; beside these, 64 to 78 are of
// sysexits.h: EX_USAGE, EX_DATAERR, EX_IOERR and EX_CONFIG.
enum ExitCode {
  kExitOk = 0,
  // The call failed in another way than these.
  kExitFailed = 1,
  // An import left rows out, as it was told to.
  kExitSomeRowsFailed = 2,
  kExitNotFound = 3,
  kExitAlreadyExists = 4,
  // What is asked for is not possible as things are, or they were changed since
  // they were read.
  kExitPrecondition = 5,
  // No valid token, or one that may not do this.
  kExitDenied = 6,
  // The service cannot be reached, or not in time. The same again may help.
  kExitUnavailable = 7,
  // A kiosk has scans in its journal that the service does not have.
  kExitScansLeft = 8,
  // An audit found what differs, and did not mend all of it, or what was
  // tampered with.
  kExitDiffers = 9,
  // A door refused the person.
  kExitRefused = 10,
};

// What `--help` says about them.
inline constexpr char kExitCodes[] =
    "Exit codes:\n"
    "  0  done                    5  not possible as things are, or changed\n"
    "  1  the call failed         6  no valid token, or not allowed\n"
    "  2  some rows failed        7  not reachable; trying again may help\n"
    "  3  not found               8  a kiosk has scans to upload\n"
    "  4  exists already          9  an audit found what differs\n"
    "                            10  a door refused the person\n"
    "                            64  wrong command line\n"
    "                            65  bad input file\n"
    "                            74  a file cannot be read or written\n"
    "                            78  the profile cannot be used";

// Returns `status` with the exit code that it stands for, where its own code
// does not say.
absl::Status WithExitCode(absl::Status status, int exit_code);

// The exit code of a command that ended with `status`: that of WithExitCode,
// else by the status code.
int ExitCodeOf(const absl::Status& status);

}  // namespace rollcall::cli
