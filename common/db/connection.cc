#include "common/db/connection.h"

#include <libpq-fe.h>
#include <map>
#include <memory>
#include <pqxx/except>
#include <pqxx/version>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace rollcall::db {
namespace {

using Keywords = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// Null when `text` is not a connection string. What is wrong with it stays
// unsaid: libpq quotes the string, which may hold a password.
Keywords ParseKeywords(const std::string& text) {
  return Keywords(PQconninfoParse(text.c_str(), nullptr), &PQconninfoFree);
}

// Statements are short and go by keys: planning one anew each time takes longer
// than running it, and compiling it never pays. A plan outlives the sizes it
// was made for: one that reads a small table from end to end does so until long
// after the table has grown.
std::string SessionOptions(const PoolOptions& options) {
  const int64_t statement_timeout =
      absl::ToInt64Milliseconds(options.statement_timeout);
  const std::string role =
      options.role.empty() ? "" : absl::StrCat("-c role=", options.role, " ");
  return absl::StrCat(
      role, "-c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex",
      " -c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
      " -c statement_timeout=", statement_timeout,
      " -c lock_timeout=", statement_timeout / 2,
      " -c idle_in_transaction_session_timeout=", statement_timeout);
}

}  // namespace

bool IsConnectionString(const std::string& text) {
  return ParseKeywords(text) != nullptr;
}

std::string ConnectionString(const PoolOptions& options) {
  std::map<std::string, std::string> keywords;
  const Keywords given = ParseKeywords(options.database_url);
  for (const auto* option = given.get();
       option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) keywords[option->keyword] = option->val;
  }
  // The operator's own choices win.
  keywords.insert({"application_name", options.application_name});
  keywords.insert({"client_encoding", "UTF8"});
  keywords.insert({"connect_timeout", "3"});
  keywords.insert({"tcp_user_timeout", "10000"});
  keywords.insert(
      {"target_session_attrs", options.read_only ? "any" : "read-write"});
  keywords["options"] =
      absl::StrCat(SessionOptions(options), " ", keywords["options"]);

  std::string text;
  for (const auto& [keyword, value] : keywords) {
    absl::StrAppend(&text, keyword, "='",
                    absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"'", "\\'"}}),
                    "' ");
  }
  return text;
}

Connection::Connection(const PoolOptions& options)
    : connection_(ConnectionString(options)), notices_(connection_) {
#if PQXX_VERSION_MAJOR < 7
  // libpqxx 6 deprecates reconnecting, the switch for it too; 7 has neither.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
}

void Connection::Prepare(const Statement& statement) {
  const auto [known, is_new] =
      prepared_.emplace(statement.name, statement.text);
  if (is_new) {
    connection_.prepare(statement.name, statement.text);
  } else if (known->second != statement.text) {
    throw pqxx::usage_error("two statements have one name");
  }
}

void Connection::RenewPlans(pqxx::dbtransaction& tx, absl::Duration plan_life) {
  const absl::Time now = absl::Now();
  if (now - plan_time_ < plan_life) return;
  plan_time_ = now;
  tx.exec("DISCARD PLANS");
}

}  // namespace rollcall::db
