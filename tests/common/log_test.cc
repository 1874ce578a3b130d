#include "common/base/log.h"

#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "nlohmann/json.hpp"

namespace rollcall {
namespace {

using nlohmann::json;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

// The lines of `text`, each of which has an end.
std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

template <typename Body>
std::vector<std::string> LinesLoggedBy(const Body& body) {
  CaptureStderr();
  body();
  return LinesOf(GetCapturedStderr());
}

// Standard error goes into a pipe while this lives, as it does under most
// supervisors.
class PipedStderr {
 public:
  PipedStderr() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    saved_ = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    reader_ = std::thread([this, source = ends[0]] {
      char part[1000];
      ssize_t size = 0;
      while ((size = read(source, part, sizeof(part))) > 0) {
        text_.append(part, static_cast<size_t>(size));
      }
      close(source);
    });
  }

  // What was written, all of it. Once.
  const std::string& Finish() {
    dup2(saved_, STDERR_FILENO);
    close(saved_);
    reader_.join();
    return text_;
  }

 private:
  int saved_ = -1;
  std::thread reader_;
  std::string text_;
};

// Whether `text` is the lines that LogFromManyThreads writes, in any order.
void ExpectWholeLines(const std::string& text, int threads, int each,
                      size_t size) {
  std::vector<int> counts(threads);
  for (const std::string& line : LinesOf(text)) {
    const json parsed = json::parse(line, nullptr, false);
    ASSERT_FALSE(parsed.is_discarded()) << line.substr(0, 200);
    const int thread = parsed["thread"];
    EXPECT_EQ(parsed["filler"], std::string(size, 'a' + thread));
    ++counts[thread];
  }
  EXPECT_EQ(counts, std::vector<int>(threads, each));
}

void LogFromManyThreads(int threads, int each, size_t size) {
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([=] {
      const std::string filler(size, static_cast<char>('a' + thread));
      for (int i = 0; i < each; ++i) {
        Log(Severity::kInfo, "line", {{"thread", thread}, {"filler", filler}});
      }
    });
  }
  for (std::thread& thread : running) thread.join();
}

TEST(Log, WritesOneObjectPerLine) {
  const auto lines = LinesLoggedBy([] {
    Log(Severity::kWarning, "two\nlines",
        {{"text", "a\"b\\c\n"}, {"count", 7}});
    Log(Severity::kInfo, "bare");
  });
  ASSERT_EQ(lines.size(), 2u);
  const json first = json::parse(lines[0]);
  EXPECT_EQ(first["severity"], "warning");
  EXPECT_EQ(first["message"], "two\nlines");
  EXPECT_EQ(first["text"], "a\"b\\c\n");
  EXPECT_EQ(first["count"], 7);
  EXPECT_EQ(json::parse(lines[1])["message"], "bare");
}

TEST(Log, TellsTheTimeInUtc) {
  const absl::Time before = absl::Now();
  const auto lines = LinesLoggedBy([] { Log(Severity::kInfo, "now"); });
  const absl::Time after = absl::Now();
  ASSERT_EQ(lines.size(), 1u);
  const std::string text = json::parse(lines[0])["time"];
  absl::Time time;
  std::string error;
  ASSERT_TRUE(absl::ParseTime("%Y-%m-%dT%H:%M:%E*SZ", text, &time, &error))
      << error;
  EXPECT_GE(time, before - absl::Microseconds(1));
  EXPECT_LE(time, after);
}

TEST(Log, StaysValidJsonWhenTheInputIsNotUtf8) {
  const std::string broken = "caf\xE9 \xFF\xFE \xC3";
  const auto lines = LinesLoggedBy([&broken] {
    Log(Severity::kInfo, broken, {{"text", broken}});
  });
  ASSERT_EQ(lines.size(), 1u);
  // nlohmann refuses texts that are not UTF-8.
  const json line = json::parse(lines[0], nullptr, false);
  ASSERT_FALSE(line.is_discarded());
  EXPECT_EQ(std::string(line["message"]).substr(0, 3), "caf");
  EXPECT_EQ(line["text"], line["message"]);
}

TEST(Log, NeverMixesLinesOfConcurrentCalls) {
  constexpr int kThreads = 8;
  constexpr int kEach = 200;
  constexpr size_t kSize = 500;
  PipedStderr piped;
  LogFromManyThreads(kThreads, kEach, kSize);
  ExpectWholeLines(piped.Finish(), kThreads, kEach, kSize);
}

// Longer than what a pipe takes in one piece.
TEST(Log, NeverMixesLongLinesOfConcurrentCalls) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  constexpr size_t kSize = 20000;
  PipedStderr piped;
  LogFromManyThreads(kThreads, kEach, kSize);
  ExpectWholeLines(piped.Finish(), kThreads, kEach, kSize);
}

TEST(Log, LeavesOutWhatIsBelowTheMinimum) {
  const auto at_first = LinesLoggedBy([] {
    Log(Severity::kDebug, "debug");
    Log(Severity::kInfo, "info");
  });
  EXPECT_EQ(at_first.size(), 1u);
  const auto errors_only = LinesLoggedBy([] {
    SetMinimumSeverity(Severity::kError);
    Log(Severity::kWarning, "warning");
    Log(Severity::kError, "error");
    SetMinimumSeverity(Severity::kInfo);
  });
  ASSERT_EQ(errors_only.size(), 1u);
  EXPECT_EQ(json::parse(errors_only[0])["severity"], "error");
}

TEST(LogScope, AddsToTheLinesOfItsThread) {
  const auto lines = LinesLoggedBy([] {
    const LogScope outer(LogScope::Fields{{"call", "a"}, {"step", "b"}});
    Log(Severity::kInfo, "outer");
    {
      const LogScope inner(LogScope::Fields{{"step", "c"}});
      Log(Severity::kInfo, "inner", {{"other", 1}});
      Log(Severity::kInfo, "own", {{"call", "d"}});
    }
    Log(Severity::kInfo, "again");
    std::thread([] { Log(Severity::kInfo, "elsewhere"); }).join();
  });
  ASSERT_EQ(lines.size(), 5u);
  const auto told = [&lines](int line) {
    const json parsed = json::parse(lines[line]);
    return parsed.value("call", "-") + parsed.value("step", "-");
  };
  EXPECT_EQ(told(0), "ab");
  EXPECT_EQ(told(1), "ac");
  EXPECT_EQ(json::parse(lines[1])["other"], 1);
  EXPECT_EQ(told(2), "dc");
  EXPECT_EQ(told(3), "ab");
  EXPECT_EQ(told(4), "--");
}

TEST(ParseSeverity, TakesExactlyTheFourNames) {
  const std::pair<const char*, Severity> names[] = {
      {"debug", Severity::kDebug},
      {"info", Severity::kInfo},
      {"warning", Severity::kWarning},
      {"error", Severity::kError},
  };
  for (const auto& [name, expected] : names) {
    Severity severity =
        expected == Severity::kDebug ? Severity::kError : Severity::kDebug;
    EXPECT_TRUE(ParseSeverity(name, severity)) << name;
    EXPECT_EQ(severity, expected) << name;
  }
  Severity severity = Severity::kInfo;
  for (const char* name : {"", "Debug", "INFO", "warn", "errors", " info"}) {
    EXPECT_FALSE(ParseSeverity(name, severity)) << name;
  }
}

}  // namespace
}  // namespace rollcall
