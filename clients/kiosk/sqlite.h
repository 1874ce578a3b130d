#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace rollcall::kiosk {

// The bytes of a BLOB; a std::string is a TEXT.
struct Blob {
  std::string bytes;
};

// A parameter or a column. No column is NULL.
using Value = std::variant<int64_t, std::string, Blob>;
using Row = std::vector<Value>;

// A column that is an INTEGER, and one that is a TEXT or a BLOB.
int64_t IntOf(const Row& row, size_t column);
const std::string& BytesOf(const Row& row, size_t column);

// A file of SQLite that one process has open at a time. What is committed
// survives a crash of the process and of the machine. Thread-safe.
class Database {
 public:
  // What the body of a transaction may do.
  class Transaction {
   public:
    // Runs a statement to its end with `values` for its parameters, and returns
    // its rows.
    absl::StatusOr<std::vector<Row>> Query(
        const std::string& statement, const std::vector<Value>& values = {});
    // As above, without rows.
    absl::Status Run(const std::string& statement,
                     const std::vector<Value>& values = {});

   private:
    friend class Database;
    explicit Transaction(Database& database) : database_(database) {}

    Database& database_;
  };

  // Opens the file at `path`, readable by its owner alone, and makes it if it
  // is missing. Fails when another process has it, or it is not of SQLite.
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::string& path);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Runs `body` as one transaction: durable once this returns OK, and as if it
  // had not been when `body` or this fails. One runs at a time.
  absl::Status Transact(
      const std::function<absl::Status(Transaction& tx)>& body);
  // Runs the statements of `script`.
  absl::Status RunScript(const std::string& script);

 private:
  explicit Database(sqlite3* connection) : connection_(connection) {}

  absl::StatusOr<sqlite3_stmt*> Prepare(const std::string& statement)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::vector<Row>> Query(const std::string& statement,
                                         const std::vector<Value>& values)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Execute(const char* script)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  sqlite3* const connection_ ABSL_GUARDED_BY(mutex_);
  // By their texts.
  std::map<std::string, sqlite3_stmt*> statements_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::kiosk
