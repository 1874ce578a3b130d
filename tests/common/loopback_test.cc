#include "common/base/loopback.h"

#include "gtest/gtest.h"

namespace rollcall {
namespace {

TEST(Loopback, IsKnownByItsAddress) {
  for (const char* address :
       {"127.0.0.1:8401", "127.255.1.2:0", "localhost:1", "localhost",
        "[::1]:8401", "unix:/run/rollcall", "unix:relative",
        "ipv4:127.0.0.1:1,127.64.0.2:1", "ipv6:[::1]:1,[::1]:2"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
}

TEST(Loopback, IsNothingElse) {
  for (const char* address :
       {"", ":1", "0.0.0.0:1", "[::]:1", "::1", "128.0.0.1:1", "127.1:1",
        "192.0.2.1:1", "localhost.example.org:1", "127.0.0.1.example.org:1",
        "[::ffff:192.0.2.1]:1", "dns:///192.0.2.1:1",
        "ipv4:127.0.0.1:1,192.0.2.1:1", "ipv4:", "ipv6:[::1]:1,[::2]:1",
        "127.0.0.1:1,192.0.2.1:1"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

}  // namespace
}  // namespace rollcall
