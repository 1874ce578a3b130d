#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/api/server.h"
#include "clients/cli/services.h"
#include "nlohmann/json.hpp"

namespace rollcall::client {
namespace {

using ::testing::ContainerEq;

// gRPC does not know where a stream goes on.
TEST(ServiceConfigTest, RepeatsEveryCallThatIsNoStream) {
  const auto config = nlohmann::json::parse(ServiceConfig());
  std::set<std::string> repeated;
  std::set<std::string> others;
  for (const auto& methods : config["methodConfig"]) {
    EXPECT_TRUE(methods["waitForReady"]);
    for (const auto& name : methods["name"]) {
      (methods.contains("retryPolicy") ? repeated : others)
          .insert(absl::StrCat(name.value("service", ""), "/",
                               name.value("method", "")));
    }
  }
  std::set<std::string> streams;
  for (const cli::Service& service : cli::AllServices()) {
    for (int i = 0; i < service.descriptor->method_count(); ++i) {
      const auto& method = *service.descriptor->method(i);
      if (method.client_streaming() || method.server_streaming()) {
        streams.insert(
            absl::StrCat(service.descriptor->full_name(), "/", method.name()));
      }
    }
  }
  EXPECT_THAT(others, ContainerEq(streams));
  EXPECT_THAT(repeated, ContainerEq(std::set<std::string>{"/"}));
}

}  // namespace
}  // namespace rollcall::client
