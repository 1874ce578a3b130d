#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace rollcall::ticket {
namespace {

namespace fs = std::filesystem;

// Aborts if something does not hold.
void Try(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()),
                         input.size());
}

std::vector<std::string> Corpus() {
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::directory_iterator(ROLLCALL_SOURCE_DIR "/tests/fuzz/corpus")) {
    paths.push_back(entry.path());
  }
  // A folder lists its files in any order.
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> inputs;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file),
                        std::istreambuf_iterator<char>());
  }
  return inputs;
}

// `input` with one to four bytes changed, added or removed.
std::string Mutate(std::string input, std::mt19937& random) {
  for (size_t steps = 1 + random() % 4; steps > 0; --steps) {
    const size_t position = random() % (input.size() + 1);
    const char byte = static_cast<char>(random());
    switch (random() % 3) {
      case 0:
        input.insert(position, 1, byte);
        break;
      case 1:
        input = input.substr(0, position);
        break;
      default:
        if (position < input.size()) input[position] = byte;
        break;
    }
  }
  return input;
}

TEST(TicketFuzz, HoldsOnTheCorpus) {
  const std::vector<std::string> corpus = Corpus();
  EXPECT_GE(corpus.size(), 10u);
  for (const std::string& input : corpus) Try(input);
}

TEST(TicketFuzz, HoldsOnMutationsOfTheCorpus) {
  constexpr int kMutations = 100'000;
  const std::vector<std::string> corpus = Corpus();
  ASSERT_FALSE(corpus.empty());
  // Without a seed of its own it gives the same numbers everywhere.
  std::mt19937 random;  // NOLINT(cert-msc51-cpp)
  for (int i = 0; i < kMutations; ++i) {
    Try(Mutate(corpus[i % corpus.size()], random));
  }
}

}  // namespace
}  // namespace rollcall::ticket
