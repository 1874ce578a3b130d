#include <cstddef>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/health.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::ServiceProcess;

// What systemd is to a service: a socket, at `path` or, with @ in front, in the
// abstract namespace.
class ServiceManager {
 public:
  explicit ServiceManager(std::string path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto size =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    if (path.front() == '@') path.front() = '\0';
    path.copy(address.sun_path, sizeof(address.sun_path));
    if (bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0) {
      throw std::runtime_error("cannot bind");
    }
  }
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager() { close(descriptor_); }

  // Waits for the next thing that it is told.
  std::string Hear() const {
    std::string text(256, '\0');
    const ssize_t size = recv(descriptor_, text.data(), text.size(), 0);
    text.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return text;
  }

 private:
  const int descriptor_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

void ExpectToldBy(const std::string& socket_name) {
  const ServiceManager manager(socket_name);
  ServiceProcess service("reporting", testing::DatabaseUrl(),
                         testing::OwnAddress(),
                         {{"NOTIFY_SOCKET", socket_name}});
  EXPECT_EQ(manager.Hear(), "READY=1");
  EXPECT_EQ(testing::HealthOf(testing::ChannelTo(service.address()), ""),
            testing::Health::kServing);
  EXPECT_EQ(service.Terminate(), 0);
  EXPECT_EQ(manager.Hear(), "STOPPING=1");
}

TEST(ServiceManagerTest, IsToldThatTheServiceServesAndStops) {
  const testing::ScratchFolder folder;
  ExpectToldBy(folder.File("notify"));
  ExpectToldBy("@rollcall-test-" + std::to_string(getpid()));
}

TEST(ServiceManagerTest, NeedNotBeThere) {
  ServiceProcess service("reporting", testing::DatabaseUrl(),
                         testing::OwnAddress(),
                         {{"NOTIFY_SOCKET", "/nowhere/notify"}});
  EXPECT_EQ(service.Terminate(), 0);
}

}  // namespace
}  // namespace rollcall
