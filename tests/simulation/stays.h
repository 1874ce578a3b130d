#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "services/checkin/history.h"
#include "tests/simulation/database.h"

namespace rollcall::simulation {

// A scan that counts, with what the ledger has of it.
struct CountedScan {
  absl::Time time;
  std::string scan_id;
  std::string device;
  bool is_exit = false;
  bool is_offline = false;
  bool is_forced = false;
};

// A stay as it should be.
struct Stay {
  CountedScan entry;
  // Nothing while it lasts.
  std::optional<absl::Time> end;
};

// The scans that count, by time, of each person at each door.
std::map<checkin::PersonAtDoor, std::vector<CountedScan>> CountedScansOf(
    const Tables& tables);

// The stays that they are: each lasts from an entry to the next exit.
std::map<checkin::PersonAtDoor, std::vector<Stay>> StaysOf(
    const Tables& tables);

}  // namespace rollcall::simulation
