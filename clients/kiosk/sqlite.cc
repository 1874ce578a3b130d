#include "clients/kiosk/sqlite.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"

namespace rollcall::kiosk {
namespace {

// A second process cannot lock what the first one holds for as long as it has
// the file open.
constexpr char kSettings[] =
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    // What is replaced is overwritten.
    "PRAGMA secure_delete = ON;"
    "PRAGMA trusted_schema = OFF;"
    "BEGIN EXCLUSIVE; COMMIT;";

// What SQLite says quotes no values.
absl::Status Failure(sqlite3* connection) {
  const std::string text = sqlite3_errmsg(connection);
  switch (sqlite3_errcode(connection)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::FailedPreconditionError(
          "The journal is in use by another process.");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return absl::DataLossError(
          absl::StrCat("The journal cannot be read: ", text, "."));
    default:
      return absl::UnknownError(absl::StrCat("The journal: ", text, "."));
  }
}

// SQLite gives its other files the permissions of this one.
absl::Status MakePrivate(const std::string& path) {
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) close(descriptor);
  if ((descriptor >= 0 || errno == EEXIST) && chmod(path.c_str(), 0600) == 0) {
    return absl::OkStatus();
  }
  return absl::UnknownError(
      absl::StrCat("Cannot open ", path, ": ", std::strerror(errno), "."));
}

int Bind(sqlite3_stmt* statement, int position, const Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return sqlite3_bind_int64(statement, position, *number);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, position, text->data(), text->size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  }
  const std::string& bytes = std::get<Blob>(value).bytes;
  return sqlite3_bind_blob64(statement, position, bytes.data(), bytes.size(),
                             SQLITE_STATIC);
}

Value ColumnOf(sqlite3_stmt* statement, int column) {
  if (sqlite3_column_type(statement, column) == SQLITE_INTEGER) {
    return int64_t{sqlite3_column_int64(statement, column)};
  }
  const bool is_text = sqlite3_column_type(statement, column) == SQLITE_TEXT;
  const auto* data =
      static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size =
      static_cast<size_t>(sqlite3_column_bytes(statement, column));
  std::string bytes = data == nullptr ? "" : std::string(data, size);
  if (is_text) return bytes;
  return Blob{std::move(bytes)};
}

}  // namespace

int64_t IntOf(const Row& row, size_t column) {
  return std::get<int64_t>(row[column]);
}

const std::string& BytesOf(const Row& row, size_t column) {
  if (const auto* blob = std::get_if<Blob>(&row[column])) return blob->bytes;
  return std::get<std::string>(row[column]);
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::string& path) {
  RETURN_IF_ERROR(MakePrivate(path));
  sqlite3* connection = nullptr;
  const int opened =
      sqlite3_open_v2(path.c_str(), &connection,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (connection == nullptr) return absl::UnknownError("No memory is left.");
  std::unique_ptr<Database> database(new Database(connection));
  if (opened != SQLITE_OK) return Failure(connection);
  RETURN_IF_ERROR(database->RunScript(kSettings));
  return database;
}

Database::~Database() {
  const absl::MutexLock lock(&mutex_);
  for (const auto& [text, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(connection_);
}

absl::Status Database::Transact(
    const std::function<absl::Status(Transaction& tx)>& body) {
  const absl::MutexLock lock(&mutex_);
  Transaction tx(*this);
  RETURN_IF_ERROR(Execute("BEGIN"));
  absl::Status status = body(tx);
  if (status.ok()) status = Execute("COMMIT");
  // Some failures have ended the transaction already.
  if (!status.ok() && sqlite3_get_autocommit(connection_) == 0) {
    Execute("ROLLBACK").IgnoreError();
  }
  return status;
}

absl::Status Database::RunScript(const std::string& script) {
  const absl::MutexLock lock(&mutex_);
  return Execute(script.c_str());
}

absl::StatusOr<sqlite3_stmt*> Database::Prepare(const std::string& statement) {
  sqlite3_stmt*& prepared = statements_[statement];
  if (prepared == nullptr &&
      sqlite3_prepare_v3(connection_, statement.c_str(), -1,
                         SQLITE_PREPARE_PERSISTENT, &prepared,
                         nullptr) != SQLITE_OK) {
    return Failure(connection_);
  }
  return prepared;
}

absl::StatusOr<std::vector<Row>> Database::Query(
    const std::string& statement, const std::vector<Value>& values) {
  ASSIGN_OR_RETURN(sqlite3_stmt* const prepared, Prepare(statement));
  for (size_t i = 0; i < values.size(); ++i) {
    if (Bind(prepared, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) {
      return Failure(connection_);
    }
  }
  std::vector<Row> rows;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
    Row row;
    for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
      row.push_back(ColumnOf(prepared, i));
    }
    rows.push_back(std::move(row));
  }
  const absl::Status status =
      step == SQLITE_DONE ? absl::OkStatus() : Failure(connection_);
  sqlite3_reset(prepared);
  // The values end with the call.
  sqlite3_clear_bindings(prepared);
  RETURN_IF_ERROR(status);
  return rows;
}

absl::Status Database::Execute(const char* script) {
  if (sqlite3_exec(connection_, script, nullptr, nullptr, nullptr) !=
      SQLITE_OK) {
    return Failure(connection_);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Row>> Database::Transaction::Query(
    const std::string& statement, const std::vector<Value>& values) {
  return database_.Query(statement, values);
}

absl::Status Database::Transaction::Run(const std::string& statement,
                                        const std::vector<Value>& values) {
  return database_.Query(statement, values).status();
}

}  // namespace rollcall::kiosk
