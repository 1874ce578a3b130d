#pragma once

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/harness/postgres.h"
#include "tests/harness/proxy.h"

namespace rollcall::testing {

// A network between a database and whoever connects to it.
class DatabaseProxy : public Proxy {
 public:
  explicit DatabaseProxy(const PostgresServer& server)
      : DatabaseProxy(server.SocketFolder() + "/.s.PGSQL.5432") {}
  // To the server at `address`, as a Proxy has it.
  explicit DatabaseProxy(std::string address) : Proxy(std::move(address)) {}

  // The URL of the database through it.
  std::string url() const {
    return absl::StrCat("postgresql://postgres@", address(), "/rollcall");
  }
};

}  // namespace rollcall::testing
