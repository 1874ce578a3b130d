// Tries a little of what `./dev fuzz` tries for as long as wanted.

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

#include "tests/fuzz/request.h"
#include "tests/fuzz/request_mutation.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

namespace fs = std::filesystem;

// `input` with one to four bytes changed, added or removed.
std::string MutateBytes(std::string input, std::mt19937& random) {
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

std::string MutateFields(std::string input, std::mt19937& random) {
  return MutateRequest(input, MutateBytes, random);
}

// What was tried last, to be told when something does not hold.
std::string last_input;  // NOLINT

void TellLastInput(int) {
  std::fprintf(stderr, "With the input \"%s\"\n",
               absl::CHexEscape(last_input).c_str());
}

struct Target {
  // Its corpus is in corpus/<name>.
  const char* name;
  // Aborts if something does not hold.
  void (*attempt)(absl::string_view);
  MutateText mutate;
  int mutation_count;
};

std::vector<std::string> CorpusOf(const std::string& name) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(
           ROLLCALL_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
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

class FuzzTest : public ::testing::TestWithParam<Target> {
 protected:
  void SetUp() override { std::signal(SIGABRT, TellLastInput); }
  void TearDown() override { std::signal(SIGABRT, SIG_DFL); }

  static void Attempt(std::string input) {
    last_input = std::move(input);
    GetParam().attempt(last_input);
  }
};

TEST_P(FuzzTest, HoldsOnTheCorpus) {
  const std::vector<std::string> corpus = CorpusOf(GetParam().name);
  EXPECT_GE(corpus.size(), 3u);
  for (const std::string& input : corpus) Attempt(input);
}

TEST_P(FuzzTest, HoldsOnMutationsOfTheCorpus) {
  const std::vector<std::string> corpus = CorpusOf(GetParam().name);
  ASSERT_FALSE(corpus.empty());
  // Without a seed of its own it gives the same numbers everywhere.
  std::mt19937 random;  // NOLINT(cert-msc51-cpp)
  for (int i = 0; i < GetParam().mutation_count; ++i) {
    Attempt(GetParam().mutate(corpus[i % corpus.size()], random));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Targets, FuzzTest,
    ::testing::Values(Target{"ticket", &TryTicket, MutateBytes, 20'000},
                      Target{"base45", &TryBase45, MutateBytes, 20'000},
                      Target{"csv", &TryCsv, MutateBytes, 5'000},
                      Target{"page_token", &TryPageToken, MutateBytes, 5'000},
                      Target{"resource_name", &TryResourceName, MutateBytes,
                             50'000},
                      Target{"request", &TryRequest, MutateFields, 6'000}),
    [](const auto& info) { return std::string(info.param.name); });

// Else mutations would not come to what a validator does with what is right.
TEST(RequestCorpusTest, HasAnAcceptedRequestOfEachKind) {
  std::set<std::string> accepted;
  for (const std::string& text : CorpusOf("request")) {
    const auto request = ParseRequest(text);
    ASSERT_NE(request, nullptr) << text;
    if (Accepts(*request)) {
      accepted.insert(request->GetDescriptor()->full_name());
    }
  }
  for (const RequestKind& kind : RequestKinds()) {
    const std::string& name = kind.prototype->GetDescriptor()->full_name();
    EXPECT_EQ(accepted.count(name), 1u) << name;
  }
}

}  // namespace
}  // namespace rollcall::fuzz
