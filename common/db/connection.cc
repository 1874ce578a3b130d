#include "common/db/connection.h"

#include <algorithm>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/version>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

#include "db_sql.h"

namespace rollcall::db {
namespace {

using Keywords = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// Null when `text` is not a connection string. What is wrong with it stays
// unsaid: libpq quotes the string, which may hold a password.
Keywords ParseKeywords(const std::string& text) {
  return Keywords(PQconninfoParse(text.c_str(), nullptr), &PQconninfoFree);
}

// What the database URL says.
std::map<std::string, std::string> GivenBy(const PoolOptions& options) {
  std::map<std::string, std::string> keywords;
  const Keywords given = ParseKeywords(options.database_url);
  for (const auto* option = given.get();
       option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) keywords[option->keyword] = option->val;
  }
  return keywords;
}

using Settings = std::vector<std::pair<std::string, std::string>>;

// Statements are short and go by keys: planning one anew each time takes longer
// than running it, and compiling it never pays. A plan outlives the sizes it
// was made for: one that reads a small table from end to end does so until long
// after the table has grown.
Settings SettingsOf(const PoolOptions& options) {
  const int64_t statement_timeout =
      absl::ToInt64Milliseconds(options.statement_timeout);
  Settings settings;
  if (!options.role.empty()) settings.emplace_back("role", options.role);
  settings.insert(settings.end(),
                  {{"TimeZone", "UTC"},
                   {"DateStyle", "ISO"},
                   {"bytea_output", "hex"},
                   {"jit", "off"},
                   {"plan_cache_mode", "force_generic_plan"},
                   {"enable_seqscan", "off"},
                   {"statement_timeout", absl::StrCat(statement_timeout)},
                   {"lock_timeout", absl::StrCat(statement_timeout / 2)},
                   {"idle_in_transaction_session_timeout",
                    absl::StrCat(statement_timeout)}});
  return settings;
}

// How the server finds out that we are gone without a word, and have left it
// with the locks of a transaction. A session by a Unix socket takes no notice.
Settings Probes() {
  return {{"tcp_user_timeout", "10000"},
          {"tcp_keepalives_idle", "5"},
          {"tcp_keepalives_interval", "5"},
          {"tcp_keepalives_count", "2"}};
}

std::string SessionOptions(const PoolOptions& options) {
  Settings settings = SettingsOf(options);
  for (auto& probe : Probes()) settings.push_back(std::move(probe));
  std::string text;
  for (const auto& [name, value] : settings) {
    absl::StrAppend(&text, "-c ", name, "=", value, " ");
  }
  return text;
}

// A standby refuses to make a transaction one that writes. What is no standby
// and takes no writes by default goes on taking none.
constexpr char kRefuseStandby[] =
    "SELECT pg_catalog.set_config('transaction_read_only', "
    "pg_catalog.current_setting('default_transaction_read_only'), true)";

// `list`, with commas, from its element of number `first` on, and those before
// it at the end. One element is for all hosts.
std::string Rotate(const std::string& list, int first) {
  std::vector<std::string> elements = absl::StrSplit(list, ',');
  std::rotate(elements.begin(), elements.begin() + first % elements.size(),
              elements.end());
  return absl::StrJoin(elements, ",");
}

}  // namespace

bool IsConnectionString(const std::string& text) {
  return ParseKeywords(text) != nullptr;
}

std::string ConnectionString(const PoolOptions& options, int first_host) {
  std::map<std::string, std::string> keywords = GivenBy(options);
  // The operator's own choices win.
  keywords.insert({"application_name", options.application_name});
  keywords.insert({"client_encoding", "UTF8"});
  keywords.insert({"connect_timeout", "3"});
  // A machine that is gone while it works on a statement owes no
  // acknowledgement: only probes find out, which by default begin after two
  // hours.
  keywords.insert({"tcp_user_timeout", "10000"});
  keywords.insert({"keepalives_idle", "5"});
  keywords.insert({"keepalives_interval", "5"});
  keywords.insert({"keepalives_count", "2"});
  // PgBouncer says for ever what the first server that it reached was; and it
  // takes no options.
  const bool any = options.read_only || options.transaction_pooling;
  keywords.insert({"target_session_attrs", any ? "any" : "read-write"});
  if (!options.transaction_pooling) {
    keywords["options"] =
        absl::StrCat(SessionOptions(options), keywords["options"]);
  }
  for (const char* list : {"host", "hostaddr", "port"}) {
    const auto found = keywords.find(list);
    if (found != keywords.end()) {
      found->second = Rotate(found->second, first_host);
    }
  }

  std::string text;
  for (const auto& [keyword, value] : keywords) {
    absl::StrAppend(&text, keyword, "='",
                    absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"'", "\\'"}}),
                    "' ");
  }
  return text;
}

int HostCount(const PoolOptions& options) {
  const std::map<std::string, std::string> keywords = GivenBy(options);
  size_t count = 1;
  for (const char* list : {"host", "hostaddr"}) {
    const auto found = keywords.find(list);
    if (found == keywords.end()) continue;
    const std::vector<std::string> hosts = absl::StrSplit(found->second, ',');
    count = std::max(count, hosts.size());
  }
  return static_cast<int>(count);
}

absl::Duration StatementLimit(const PoolOptions& options) {
  const auto given = GivenBy(options);
  const auto found = given.find("options");
  const bool is_operators =
      found != given.end() &&
      absl::StrContains(found->second, "statement_timeout");
  return is_operators ? absl::InfiniteDuration() : options.statement_timeout;
}

std::string PooledBegin(const PoolOptions& options,
                        const std::string& isolation_level, bool read_only) {
  std::string text = isolation_level;
  if (!options.read_only) absl::StrAppend(&text, "; ", kRefuseStandby);
  if (read_only) absl::StrAppend(&text, "; SET TRANSACTION READ ONLY");
  for (const auto& [name, value] : SettingsOf(options)) {
    absl::StrAppend(&text, "; SET LOCAL ", name, " = '", value, "'");
  }
  return text;
}

Connection::Connection(const PoolOptions& options, int first_host)
    : first_host_(first_host),
      connection_(ConnectionString(options, first_host)),
      line_(std::make_shared<Line>(connection_.sock())),
      notices_(connection_) {
#if PQXX_VERSION_MAJOR < 7
  // libpqxx 6 deprecates reconnecting, the switch for it too; 7 has neither.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
}

void Connection::FindTimeline() {
  const Line::Wait wait(line_);
  line_->set_timeline(pqxx::nontransaction(connection_)
                          .exec1(sql::kFindTimeline.text)[0]
                          .as<int64_t>());
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

const char* Connection::RenewPlans(absl::Duration plan_life) {
  const absl::Time now = absl::Now();
  if (now - plan_time_ < plan_life) return nullptr;
  plan_time_ = now;
  return "DISCARD PLANS";
}

}  // namespace rollcall::db
