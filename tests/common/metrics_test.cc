#include "tests/harness/metrics.h"

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/metrics/endpoint.h"
#include "common/metrics/page.h"
#include "common/status/error.h"
#include "tests/harness/http.h"
#include "tests/harness/peer.h"

namespace rollcall::metrics {
namespace {

using ::testing::HasSubstr;
using testing::HttpGet;
using testing::Peer;
using testing::PeerOptions;
using testing::Samples;
using testing::SamplesOf;

TEST(Histogram, CountsWhatIsUpToEachBound) {
  Histogram histogram({10, 20});
  for (const int value : {0, 10, 11, 20, 21, 1000}) histogram.Observe(value);
  EXPECT_EQ(histogram.Counts(), (std::vector<int64_t>{2, 2, 2}));
  EXPECT_EQ(histogram.sum(), 1062);
}

TEST(Histogram, LosesNothingOfManyThreads) {
  DurationHistogram histogram;
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 10000; ++j) {
        histogram.Observe(absl::Milliseconds(j % 40));
        counter.Add(2);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  int64_t count = 0;
  for (const int64_t part : histogram.Counts()) count += part;
  EXPECT_EQ(count, 40000);
  EXPECT_EQ(histogram.sum(), int64_t{40000} * 39 / 2 * 1000000);
  EXPECT_EQ(counter.value(), 80000);
}

TEST(Page, TellsSamplesAsPrometheusReadsThem) {
  DurationHistogram times;
  times.Observe(absl::Milliseconds(1));
  times.Observe(absl::Seconds(100));
  const Samples samples = SamplesOf([&](Page& page) {
    page.AddCounter("a_total", "A.", {{"x", "1"}}, 3);
    page.AddGauge("b", "B.", {}, -0.5);
    // Of the first family, after another one.
    page.AddCounter("a_total", "A.", {{"x", "quote\"and\\slash"}}, 4);
    page.AddHistogram("c_seconds", "C.", {{"x", "1"}}, times);
  });
  EXPECT_EQ(samples.at("a_total{x=\"1\"}"), 3);
  EXPECT_EQ(samples.at("a_total{x=\"quote\\\"and\\\\slash\"}"), 4);
  EXPECT_EQ(samples.at("b"), -0.5);
  EXPECT_EQ(samples.at("c_seconds_count{x=\"1\"}"), 2);
  EXPECT_EQ(samples.at("c_seconds_sum{x=\"1\"}"), 100.001);
  EXPECT_EQ(samples.at("c_seconds_bucket{x=\"1\",le=\"0.0005\"}"), 0);
  EXPECT_EQ(samples.at("c_seconds_bucket{x=\"1\",le=\"0.001\"}"), 1);
  EXPECT_EQ(samples.at("c_seconds_bucket{x=\"1\",le=\"30\"}"), 1);
  EXPECT_EQ(samples.at("c_seconds_bucket{x=\"1\",le=\"+Inf\"}"), 2);
}

TEST(Page, TellsOfTheProcess) {
  const Samples samples = SamplesOf(AddProcess);
  EXPECT_GT(samples.at("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GT(samples.at("process_virtual_memory_bytes"),
            samples.at("process_resident_memory_bytes"));
  EXPECT_GE(samples.at("process_threads"), 1);
  EXPECT_GT(samples.at("process_open_fds"), 2);
  EXPECT_GE(samples.at("process_max_fds"), samples.at("process_open_fds"));
  EXPECT_GE(samples.at("process_cpu_seconds_total"), 0);
  const double now = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  EXPECT_GT(samples.at("process_start_time_seconds"), now - 3600);
  EXPECT_LT(samples.at("process_start_time_seconds"), now + 2);
}

TEST(Endpoint, AnswersNothingButItsOnePage) {
  const auto endpoint = Endpoint::Start(
      "127.0.0.1:0", [](Page& page) { page.AddGauge("a", "A.", {}, 1); });
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  const std::string& address = (*endpoint)->address();
  EXPECT_THAT(HttpGet(address, "/metrics").body, HasSubstr("# HELP a A.\n"));
  for (const char* path : {"/", "/metrics.txt", "/etc/passwd", "/../etc/passwd",
                           "/metrics/../../etc/passwd"}) {
    EXPECT_EQ(HttpGet(address, path).status / 100, 4) << path;
  }
  for (const char* method : {"POST", "PUT", "DELETE", "TRACE", "PROPFIND"}) {
    EXPECT_GE(HttpGet(address, "/metrics", method).status, 400) << method;
  }
  const std::string large(20000, 'x');
  EXPECT_NE(HttpGet(address, "/metrics?" + large).status, 200);
  EXPECT_EQ(HttpGet(address, "/metrics").status, 200);
}

TEST(Endpoint, IsNotHeldUpByWhoSaysNothing) {
  const auto endpoint = Endpoint::Start("127.0.0.1:0", [](Page&) {});
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  PeerOptions options;
  options.tls = false;
  // More than there are threads: they are cut off in the end.
  Peer first((*endpoint)->address(), options);
  Peer second((*endpoint)->address(), options);
  Peer third((*endpoint)->address(), options);
  ASSERT_TRUE(first.Write("GET /metrics HT"));
  EXPECT_EQ(HttpGet((*endpoint)->address(), "/metrics").status, 200);
}

TEST(Endpoint, OutlivesWhatCannotBeTold) {
  bool fails = true;
  const auto endpoint = Endpoint::Start("127.0.0.1:0", [&](Page& page) {
    page.AddGauge("a", "A.", {}, 1);
    if (fails) throw std::runtime_error("a secret");
  });
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_THAT(HttpGet((*endpoint)->address(), "/metrics").body,
              ::testing::Not(HasSubstr("secret")));
  fails = false;
  EXPECT_THAT(HttpGet((*endpoint)->address(), "/metrics").body,
              HasSubstr("\na 1\n"));
}

TEST(Endpoint, RefusesAnAddressInUse) {
  const auto first = Endpoint::Start("127.0.0.1:0", [](Page&) {});
  ASSERT_TRUE(first.ok()) << first.status();
  for (const std::string& listen :
       {(*first)->address(), std::string("192.0.2.1:0")}) {
    const auto second = Endpoint::Start(listen, [](Page&) {});
    EXPECT_EQ(ReasonOf(second.status()), error::v1::ADDRESS_UNUSABLE);
  }
  EXPECT_EQ(HttpGet((*first)->address(), "/metrics").status, 200);
}

}  // namespace
}  // namespace rollcall::metrics
