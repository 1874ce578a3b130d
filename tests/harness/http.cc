#include "tests/harness/http.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "tests/harness/peer.h"

namespace rollcall::testing {

HttpAnswer HttpGet(const std::string& address, const std::string& target,
                   const std::string& method) {
  HttpAnswer answer;
  PeerOptions options;
  options.tls = false;
  Peer peer(address, options);
  // The older version has no parts that would have to be put together.
  if (!peer.connected() ||
      !peer.Write(absl::StrCat(method, " ", target,
                               " HTTP/1.0\r\nHost: ", address, "\r\n\r\n"))) {
    return answer;
  }
  std::string text;
  for (std::string part; !(part = peer.Read()).empty();) text += part;
  const size_t status = text.find(' ');
  const size_t body = text.find("\r\n\r\n");
  if (status == std::string::npos || body == std::string::npos ||
      !absl::SimpleAtoi(text.substr(status + 1, 3), &answer.status)) {
    return answer;
  }
  answer.body = text.substr(body + 4);
  return answer;
}

std::string PercentEncoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(c)) {
      encoded += c;
    } else {
      absl::StrAppend(
          &encoded, "%",
          absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return encoded;
}

}  // namespace rollcall::testing
