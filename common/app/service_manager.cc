#include "common/app/service_manager.h"

#include <cstddef>
#include <cstdlib>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace rollcall::app {

void TellServiceManager(absl::string_view state) {
  const char* const variable = getenv("NOTIFY_SOCKET");
  std::string path = variable == nullptr ? "" : variable;
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) return;
  const size_t size = offsetof(sockaddr_un, sun_path) + path.size();
  // Of the abstract namespace.
  if (path.front() == '@') path.front() = '\0';
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return;
  sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
         reinterpret_cast<const sockaddr*>(&address),
         static_cast<socklen_t>(size));
  close(descriptor);
}

}  // namespace rollcall::app
