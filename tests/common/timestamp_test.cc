#include "common/api/timestamp.h"

#include <string>

#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

std::string Rendered(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  RenderTime(time, timestamp);
  return google::protobuf::util::TimeUtil::ToString(timestamp);
}

TEST(RenderTime, KeepsMicroseconds) {
  EXPECT_EQ(Rendered(absl::FromUnixMicros(1662166800123456)),
            "2022-09-03T01:00:00.123456Z");
  EXPECT_EQ(Rendered(absl::FromUnixSeconds(1662166800)),
            "2022-09-03T01:00:00Z");
}

TEST(RenderTime, DropsWhatIsFinerThanAMicrosecond) {
  EXPECT_EQ(
      Rendered(absl::FromUnixMicros(1662166800000001) + absl::Nanoseconds(999)),
      "2022-09-03T01:00:00.000001Z");
}

TEST(RenderTime, CountsNanosForwardsBefore1970) {
  EXPECT_EQ(Rendered(absl::FromUnixMicros(-1)), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Rendered(absl::FromUnixMicros(-1000000)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(Rendered(absl::FromUnixMicros(-1500000)),
            "1969-12-31T23:59:58.500Z");
}

TEST(RenderTime, ReachesTheLastInstantOfATimestamp) {
  EXPECT_EQ(Rendered(absl::FromUnixSeconds(253402300799) +
                     absl::Microseconds(999999)),
            "9999-12-31T23:59:59.999999Z");
}

TEST(RenderTime, OverwritesWhatWasThere) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(5);
  timestamp.set_nanos(7);
  RenderTime(absl::UnixEpoch(), timestamp);
  EXPECT_EQ(timestamp.seconds(), 0);
  EXPECT_EQ(timestamp.nanos(), 0);
}

}  // namespace
}  // namespace rollcall
