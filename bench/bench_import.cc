#include <libpq-fe.h>
#include <memory>
#include <stdexcept>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "bench/bench.h"
#include "bench/load/roster.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/harness/program.h"

namespace rollcall::bench {
namespace {

using testing::Forum;
using testing::ServiceProcess;

constexpr int kRows = 100000;
constexpr int kRounds = 3;

void Require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

// What an import fills, in an order in which COPY may.
constexpr const char* kTables[] = {
    "registration",      "person",        "ticket", "attendance",
    "attendance_rollup", "rollup_version"};

std::string IdOf(const Forum& forum) {
  return forum.name().substr(sizeof("events/") - 1);
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

void Execute(const Connection& connection, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection.get(), sql.c_str()), PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  Require(status == PGRES_COMMAND_OK || status == PGRES_COPY_IN ||
              status == PGRES_COPY_OUT,
          PQerrorMessage(connection.get()));
}

// Waits for the end of a COPY.
void EndCopy(const Connection& connection) {
  while (PGresult* result = PQgetResult(connection.get())) {
    const bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    Require(ok, PQerrorMessage(connection.get()));
  }
}

// The rows of `table` for `from`, as COPY writes them, for `to`.
std::vector<std::string> RowsOf(const Connection& connection,
                                const std::string& table, const Forum& from,
                                const Forum& to) {
  Execute(connection, absl::StrCat("CREATE TEMPORARY TABLE copied AS SELECT * ",
                                   "FROM rollcall.", table,
                                   " WHERE event_id = '", IdOf(from), "'"));
  Execute(connection,
          absl::StrCat("UPDATE copied SET event_id = '", IdOf(to), "'"));
  Execute(connection, "COPY copied TO STDOUT");
  std::vector<std::string> lines;
  char* line = nullptr;
  for (int size; (size = PQgetCopyData(connection.get(), &line, 0)) > 0;) {
    lines.emplace_back(line, size);
    PQfreemem(line);
  }
  EndCopy(connection);
  Execute(connection, "DROP TABLE copied");
  return lines;
}

// Copies the rows of `from` to `to` in one transaction. Returns how long COPY
// takes.
absl::Duration Copy(const Connection& connection, const Forum& from,
                    const Forum& to) {
  std::vector<std::vector<std::string>> tables;
  for (const char* table : kTables) {
    tables.push_back(RowsOf(connection, table, from, to));
  }
  Require(tables.front().size() == kRows, "an import is not to be found");
  const absl::Time begin = absl::Now();
  Execute(connection, "BEGIN");
  for (size_t i = 0; i < tables.size(); ++i) {
    Execute(connection,
            absl::StrCat("COPY rollcall.", kTables[i], " FROM STDIN"));
    for (const std::string& line : tables[i]) {
      Require(PQputCopyData(connection.get(), line.data(),
                            static_cast<int>(line.size())) == 1,
              PQerrorMessage(connection.get()));
    }
    Require(PQputCopyEnd(connection.get(), nullptr) == 1,
            PQerrorMessage(connection.get()));
    EndCopy(connection);
  }
  Execute(connection, "COMMIT");
  return absl::Now() - begin;
}

}  // namespace

void BenchImport() {
  const ServiceProcess service("registration");
  const auto channel = testing::ChannelTo(service.address());
  const int64_t idle_memory = service.PeakMemory();
  const Connection connection(PQconnectdb(testing::DatabaseUrl().c_str()),
                              PQfinish);
  Require(PQstatus(connection.get()) == CONNECTION_OK,
          PQerrorMessage(connection.get()));
  Roster roster(0, kRows, {"academia", "private-sector"});
  absl::Duration ours;
  absl::Duration baseline;
  for (int round = 0; round < kRounds; ++round) {
    Forum imported(channel);
    const Forum copied(channel);
    ours += roster.Import(imported.stub(), imported.name());
    baseline += Copy(connection, imported, copied);
  }
  const auto rate = [](absl::Duration duration) {
    return kRounds * kRows / absl::ToDoubleSeconds(duration);
  };
  Print({"import",
         rate(ours),
         rate(baseline),
         rate(ours) / rate(baseline),
         "registrations/s",
         {{"baseline", "COPY of the rows that the import wrote to its tables"},
          {"rows", kRows},
          {"rounds", kRounds},
          {"idle_memory_mib", idle_memory >> 20},
          {"peak_memory_mib", service.PeakMemory() >> 20}}});
}

}  // namespace rollcall::bench
