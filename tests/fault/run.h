#pragma once

#include <cstdint>

#include "absl/time/time.h"

#include "nlohmann/json.hpp"

// What the environment says of a run of faults.
namespace rollcall::testing {

// How often a fault happens in a test: as often as ROLLCALL_FAULT_CYCLES says,
// else `few` times, which is what there is time for each time.
int Cycles(int few);

// Whether nothing else runs, as in `./dev test --fault`, so that time may be
// judged.
bool HasMachineToItself();

// How long a client pauses between two calls: `pause`, and longer beside other
// tests, to which it leaves the processors.
absl::Duration PauseOf(absl::Duration pause);

// What a fault draws its times and places from: ROLLCALL_FAULT_SEED, else
// another one each time. Prints it.
uint64_t Seed();

// Prints a result as a line of JSON, and appends it to the file
// ROLLCALL_FAULT_RESULTS.
void PrintResult(const nlohmann::ordered_json& result);

}  // namespace rollcall::testing
