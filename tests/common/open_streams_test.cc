#include "common/rpc/open_streams.h"

#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace rollcall::rpc {
namespace {

TEST(OpenStreams, EndsThoseThatNothingCameOver) {
  OpenStreams streams(absl::Milliseconds(40));
  std::atomic<int> quiet_ends = 0;
  std::atomic<int> busy_ends = 0;
  OpenStream busy(streams, [&](const grpc::Status&) { ++busy_ends; });
  const OpenStream quiet(streams, [&](const grpc::Status& status) {
    EXPECT_EQ(status.error_message(), StreamIdle().error_message());
    ++quiet_ends;
  });
  while (quiet_ends == 0) {
    busy.Touch();
    std::this_thread::yield();
  }
  // A machine that stands still for long enough ends the other one, too.
  EXPECT_LE(busy_ends, quiet_ends);
}

TEST(OpenStreams, EndsNoneThatIsGone) {
  OpenStreams streams(absl::Milliseconds(8));
  std::atomic<int> gone_ends = 0;
  std::atomic<int> ends = 0;
  {
    const OpenStream gone(streams, [&](const grpc::Status&) { ++gone_ends; });
  }
  const int before = gone_ends;
  const OpenStream quiet(streams, [&](const grpc::Status&) { ++ends; });
  while (ends < 3) std::this_thread::yield();
  EXPECT_EQ(gone_ends, before);
}

TEST(OpenStreams, EndsAllAndThoseThatComeLater) {
  OpenStreams streams;
  int ends = 0;
  const auto end = [&](const grpc::Status& status) {
    EXPECT_EQ(status.error_message(), InstanceStops().error_message());
    ++ends;
  };
  const OpenStream first(streams, end);
  streams.EndAll();
  EXPECT_EQ(ends, 1);
  const OpenStream second(streams, end);
  EXPECT_EQ(ends, 2);
}

}  // namespace
}  // namespace rollcall::rpc
