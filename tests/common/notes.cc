#include "tests/common/notes.h"

#include <pqxx/pqxx>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace rollcall::db {
namespace {

constexpr absl::Duration kHang = absl::Seconds(60);

PoolOptions OptionsFor(const std::string& url,
                       const std::function<void(PoolOptions&)>& change) {
  PoolOptions options = testing::TestPoolOptions();
  options.database_url = url;
  if (change) change(options);
  return options;
}

}  // namespace

Notes::Notes(const std::function<void(PoolOptions&)>& change)
    : pool_(OptionsFor(database_.url(), change)) {
  Execute("CREATE TABLE note (id integer PRIMARY KEY, text text NOT NULL)");
}

void Notes::Execute(const std::string& statements) const {
  pqxx::connection connection(database_.url());
  pqxx::nontransaction tx(connection);
  tx.exec(statements);
}

int64_t Notes::Ask(const std::string& query) const {
  pqxx::connection connection(database_.url());
  pqxx::nontransaction tx(connection);
  return tx.exec1(query)[0].as<int64_t>();
}

void Notes::Configure(const std::string& setting,
                      const std::string& value) const {
  Execute(absl::StrCat("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ",
                       setting, " = %L', current_database(), '", value,
                       "'); END $$"));
}

void Notes::Close() const {
  const std::string name = pqxx::connection(database_.url()).dbname();
  pqxx::connection connection(testing::DatabaseUrl());
  pqxx::nontransaction tx(connection);
  tx.exec(absl::StrCat("ALTER DATABASE ", name, " ALLOW_CONNECTIONS false"));
}

void Notes::Terminate(int64_t backend) const {
  const int64_t gone = Ask(absl::StrCat("SELECT pg_terminate_backend(", backend,
                                        ", 10000)::integer"));
  if (gone != 1) throw std::runtime_error("the backend does not end");
}

void Notes::AtCommit(const std::string& body) const {
  Execute(absl::StrCat(
      "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ ",
      body,
      " $$; CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON note "
      "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
      "EXECUTE FUNCTION at_commit()"));
}

absl::Time NoHurry() { return absl::Now() + kHang; }

absl::StatusOr<int64_t> InsertNote(Transaction& tx, int id,
                                   const std::string& text) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(kInsertNote, id, text));
  return IntOf(rows.front(), "id");
}

absl::StatusOr<int64_t> GetBackend(Transaction& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(kGetBackend));
  return IntOf(rows.front(), "pid");
}

}  // namespace rollcall::db
