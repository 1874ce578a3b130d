#pragma once

#include <istream>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "clients/api/server.h"

namespace rollcall::cli {

// Calls the unary method `method`, `package.Service/Method`, with `request` in
// JSON (`-` reads it from `in`), and writes the response in JSON to `out`.
absl::Status Call(const client::Server& server, const std::string& method,
                  const std::string& request, std::istream& in,
                  std::ostream& out);

}  // namespace rollcall::cli
