#include "common/base/loopback.h"

#include <algorithm>
#include <arpa/inet.h>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace rollcall {
namespace {

bool IsLoopbackHost(absl::string_view address) {
  // An IPv6 address has colons of its own.
  const std::string host(address.substr(0, address.rfind(':')));
  in_addr parsed{};
  // RFC 1122 keeps 127.0.0.0/8 on the machine.
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &parsed) == 1 &&
          ntohl(parsed.s_addr) >> 24 == 127);
}

}  // namespace

bool IsLoopback(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  if (!absl::ConsumePrefix(&address, "ipv4:") &&
      !absl::ConsumePrefix(&address, "ipv6:")) {
    return IsLoopbackHost(address);
  }
  const std::vector<absl::string_view> hosts = absl::StrSplit(address, ',');
  return std::all_of(hosts.begin(), hosts.end(), IsLoopbackHost);
}

}  // namespace rollcall
