#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "common/db/transact.h"
#include "tests/harness/database.h"

namespace rollcall::db {

inline constexpr Statement kInsertNote = {
    "insert_note", "INSERT INTO note (id, text) VALUES ($1, $2) RETURNING id"};
inline constexpr Statement kGetBackend = {"get_backend",
                                          "SELECT pg_backend_pid() AS pid"};

// A database of the test's own with one empty table: note (id, text).
class Notes {
 public:
  // `change` adjusts the options of the pool.
  explicit Notes(const std::function<void(PoolOptions&)>& change = {});

  const PoolOptions& options() const { return pool_.options(); }
  Pool& pool() { return pool_; }

  // Runs statements on a connection that is not the pool's.
  void Execute(const std::string& statements) const;
  // Returns the number that `query` selects, likewise.
  int64_t Ask(const std::string& query) const;
  int64_t Count() const { return Ask("SELECT count(*) FROM note"); }

  // Gives `setting` to connections that begin after this.
  void Configure(const std::string& setting, const std::string& value) const;
  // Takes no new connections from now on.
  void Close() const;
  // Ends the server's side of a connection, and waits until it is gone.
  void Terminate(int64_t backend) const;
  // Runs a function body in PL/pgSQL for every new note, while committing.
  void AtCommit(const std::string& body) const;

 private:
  const testing::ScratchDatabase database_;
  Pool pool_;
};

// A deadline that only a hang reaches.
absl::Time NoHurry();

// Inserts a note; returns its id.
absl::StatusOr<int64_t> InsertNote(Transaction& tx, int id,
                                   const std::string& text = "text");

// Returns the backend that a transaction runs on.
absl::StatusOr<int64_t> GetBackend(Transaction& tx);

}  // namespace rollcall::db
