#pragma once

#include <string>

namespace rollcall::testing {

// What an HTTP server has answered.
struct HttpAnswer {
  // 0 when the server hung up without an answer.
  int status = 0;
  std::string body;
};

// Asks the server at `address`, host:port, in plaintext, for `target`: a path
// and perhaps a query.
HttpAnswer HttpGet(const std::string& address, const std::string& target,
                   const std::string& method = "GET");

// `text` as a part of a query.
std::string PercentEncoded(const std::string& text);

}  // namespace rollcall::testing
