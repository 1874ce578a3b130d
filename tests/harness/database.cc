#include "tests/harness/database.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/random.h"

namespace rollcall::testing {
namespace {

// The keyword form can follow a URI only inside of it, so that the name of
// another database goes in as a URI's path or as a later keyword.
std::string WithDatabase(const std::string& url, const std::string& name) {
  const size_t scheme = url.find("://");
  if (scheme == std::string::npos) return absl::StrCat(url, " dbname=", name);
  const size_t host = scheme + 3;
  const size_t path = std::min(url.find('/', host), url.size());
  const size_t query = std::min(url.find('?', host), url.size());
  return absl::StrCat(url.substr(0, std::min(path, query)), "/", name,
                      url.substr(query));
}

void Execute(const std::string& statement) {
  pqxx::connection connection(DatabaseUrl());
  pqxx::nontransaction tx(connection);
  tx.exec(statement);
}

}  // namespace

std::string DatabaseUrl() {
  if (const char* url = std::getenv("ROLLCALL_TEST_DATABASE_URL")) return url;
  std::ifstream file(ROLLCALL_TEST_DATABASE_FILE);
  std::string url;
  if (!std::getline(file, url)) {
    throw std::runtime_error(
        "No test database: run the tests by ./dev test or ctest, or set "
        "ROLLCALL_TEST_DATABASE_URL.");
  }
  return url;
}

db::PoolOptions TestPoolOptions() {
  db::PoolOptions options;
  options.database_url = DatabaseUrl();
  options.application_name = "rollcall-test";
  return options;
}

std::string UniqueSlug() {
  return absl::StrCat("t", absl::BytesToHexString(RandomBytes(8)));
}

ScratchDatabase::ScratchDatabase()
    : name_(UniqueSlug()), url_(WithDatabase(DatabaseUrl(), name_)) {
  Execute(absl::StrCat("CREATE DATABASE ", name_));
}

ScratchDatabase::~ScratchDatabase() { Drop(); }

void ScratchDatabase::Drop() {
  Execute(absl::StrCat("DROP DATABASE IF EXISTS ", name_, " WITH (FORCE)"));
}

db::PoolOptions PoolOptionsOf(const ScratchDatabase& database) {
  db::PoolOptions options;
  options.database_url = database.url();
  options.size = 1;
  return options;
}

}  // namespace rollcall::testing
