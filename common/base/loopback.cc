#include "common/base/loopback.h"

#include <arpa/inet.h>
#include <string>

#include "absl/strings/match.h"

namespace rollcall {

bool IsLoopback(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  // An IPv6 address has colons of its own.
  const std::string host(address.substr(0, address.rfind(':')));
  in_addr parsed{};
  // RFC 1122 keeps 127.0.0.0/8 on the machine.
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &parsed) == 1 &&
          ntohl(parsed.s_addr) >> 24 == 127);
}

}  // namespace rollcall
