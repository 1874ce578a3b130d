#include "tests/fault/run.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace rollcall::testing {

int Cycles(int few) {
  const char* text = std::getenv("ROLLCALL_FAULT_CYCLES");
  if (text == nullptr) return few;
  int cycles = 0;
  EXPECT_TRUE(absl::SimpleAtoi(text, &cycles) && cycles > 0)
      << "ROLLCALL_FAULT_CYCLES is a number from 1";
  return cycles;
}

bool HasMachineToItself() {
  return std::getenv("ROLLCALL_FAULT_CYCLES") != nullptr;
}

absl::Duration PauseOf(absl::Duration pause) {
  return HasMachineToItself() ? pause : pause + absl::Milliseconds(100);
}

uint64_t Seed() {
  auto seed = static_cast<uint64_t>(absl::ToUnixMicros(absl::Now()));
  if (const char* text = std::getenv("ROLLCALL_FAULT_SEED")) {
    EXPECT_TRUE(absl::SimpleAtoi(text, &seed))
        << "ROLLCALL_FAULT_SEED is a number from 0";
  }
  std::cout << "seed " << seed << "\n";
  return seed;
}

void PrintResult(const nlohmann::ordered_json& result) {
  const std::string line = result.dump();
  std::cout << line << "\n";
  if (const char* path = std::getenv("ROLLCALL_FAULT_RESULTS")) {
    std::ofstream(path, std::ios::app) << line << "\n";
  }
}

}  // namespace rollcall::testing
