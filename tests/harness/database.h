#pragma once

#include <memory>
#include <string>

#include "common/db/pool.h"

namespace rollcall::testing {

// The URL of the migrated database that all tests share: that of
// ROLLCALL_TEST_DATABASE_URL, or of the server that the test run started. Tests
// keep apart by events of their own (see UniqueEvent).
std::string DatabaseUrl();

// Options for a pool on the shared database, or on another of the same server.
db::PoolOptions TestPoolOptions();

// A new slug, unlike that of any other test.
std::string UniqueSlug();

// An empty database on the server of DatabaseUrl, dropped at the end.
class ScratchDatabase {
 public:
  ScratchDatabase();
  ~ScratchDatabase();

  const std::string& url() const { return url_; }

  // Ends all connections to it and removes it before its time.
  void Drop();

 private:
  const std::string name_;
  const std::string url_;
};

// Options for a pool with one connection to `database`.
db::PoolOptions PoolOptionsOf(const ScratchDatabase& database);

}  // namespace rollcall::testing
