#include "common/trail/trail.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "trail_sql.h"

namespace rollcall::trail {
namespace {

// Each time others must have taken one chain more.
constexpr int kMaxAttempts = 1000;

absl::StatusOr<pqxx::result> AppendTo(
    db::Transaction& tx, const db::Statement& statement,
    const std::string& event, Chain chain,
    const std::vector<audit::Entry>& entries) {
  std::string hashes;
  for (const audit::Entry& entry : entries) {
    absl::StrAppend(&hashes, audit::HashOf(entry));
  }
  std::vector<db::Param> commitments;
  for (const audit::Entry& entry : entries) {
    commitments.push_back(entry.commitment ? db::ByteaParam(*entry.commitment)
                                           : std::nullopt);
  }
  using audit::Entry;
  return tx.Exec(
      statement, event, static_cast<int>(chain), db::ByteaParam(hashes),
      db::ColumnOf(entries, [](const Entry& entry) { return entry.actor; }),
      db::ColumnOf(entries, [](const Entry& entry) { return entry.role; }),
      db::ColumnOf(entries, [](const Entry& entry) { return entry.method; }),
      db::ColumnOf(entries, [](const Entry& entry) { return entry.resource; }),
      db::ColumnOf(entries, [](const Entry& entry) { return entry.detail; }),
      db::ToParam(commitments));
}

absl::Status AppendOrBegin(db::Transaction& tx, const db::Statement& append,
                           const db::Statement& begin, const std::string& event,
                           Chain chain,
                           const std::vector<audit::Entry>& entries) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    ASSIGN_OR_RETURN(const pqxx::result added,
                     AppendTo(tx, append, event, chain, entries));
    if (!added.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(tx.Exec(begin, event, static_cast<int>(chain)).status());
  }
  return absl::InternalError("append_batch: no chain is to be had");
}

}  // namespace

absl::Status Append(db::Transaction& tx, const std::string& event, Chain chain,
                    const std::vector<audit::Entry>& entries) {
  return AppendOrBegin(tx, sql::kAppendBatch, sql::kBeginChain, event, chain,
                       entries);
}

absl::Status AppendFreely(db::Transaction& tx, const std::string& event,
                          const std::vector<audit::Entry>& entries) {
  return AppendOrBegin(tx, sql::kAppendBatchFreely, sql::kBeginNextChain, event,
                       kDoors, entries);
}

audit::Entry EntryOf(const auth::Act& act, std::string resource,
                     std::optional<std::string> commitment) {
  return {act.actor,           act.role,   act.method,
          std::move(resource), act.detail, std::move(commitment)};
}

absl::Status Record(db::Transaction& tx, const std::string& event,
                    const auth::Act& act, const std::string& resource,
                    Chain chain) {
  return Append(tx, event, chain, {EntryOf(act, resource)});
}

absl::Status RecordReading(db::Pool& pool, const EventName& event,
                           const auth::Act& act, absl::Time deadline,
                           Chain chain) {
  return db::Transact(pool, deadline,
                      [&](db::Transaction& tx) -> absl::StatusOr<bool> {
                        RETURN_IF_ERROR(Record(tx, event.event, act,
                                               event.ToString(), chain));
                        return true;
                      })
      .status();
}

absl::StatusOr<std::optional<std::string>> CommitTo(
    db::Transaction& tx, const RegistrationName& registration,
    const std::string& personal_data) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kCommitToPerson, registration.event,
              registration.registration, db::ByteaParam(personal_data)));
  if (rows.empty()) return std::optional<std::string>();
  return std::optional(db::BytesOf(rows.front(), "commitment"));
}

}  // namespace rollcall::trail
