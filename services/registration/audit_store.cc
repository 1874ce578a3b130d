#include "services/registration/audit_store.h"

#include <utility>

#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "registration_sql.h"
#include "services/registration/event_store.h"

namespace rollcall::registration {
namespace {

constexpr int kBatches = 500;
constexpr int kDecisions = 5000;

audit::DecisionFacts FactsOf(const pqxx::row& row) {
  audit::DecisionFacts facts;
  facts.device = db::TextOf(row, "device_id");
  facts.scan_id = db::TextOf(row, "scan_id");
  facts.session = db::TextOf(row, "session_id");
  facts.registration = db::OptionalTextOf(row, "registration_id");
  facts.gate = db::TextOf(row, "gate");
  facts.direction = db::TextOf(row, "direction");
  facts.outcome = db::TextOf(row, "outcome");
  facts.reasons = db::TextOf(row, "reasons");
  facts.anomaly = db::TextOf(row, "anomaly");
  facts.forced = db::BoolOf(row, "forced");
  facts.force_requested = db::BoolOf(row, "force_requested");
  facts.attempt_of = db::OptionalTextOf(row, "attempt_of");
  facts.first_scan_time = db::OptionalTimeOf(row, "first_scan_time");
  facts.first_device = db::OptionalTextOf(row, "first_device_id");
  facts.first_gate = db::OptionalTextOf(row, "first_gate");
  facts.opens_time = db::OptionalTimeOf(row, "opens_time");
  facts.closes_time = db::OptionalTimeOf(row, "closes_time");
  facts.place_count = db::OptionalIntOf(row, "place_count");
  facts.offline = db::BoolOf(row, "offline");
  facts.quarantined = db::BoolOf(row, "quarantined");
  facts.scan_time = db::TimeOf(row, "scan_time");
  facts.receive_time = db::TimeOf(row, "receive_time");
  return facts;
}

audit::Batch BatchOf(int chain, const pqxx::row& row) {
  audit::Batch batch;
  batch.chain = chain;
  batch.number = db::IntOf(row, "number");
  batch.time_micros = absl::ToUnixMicros(db::TimeOf(row, "time"));
  batch.previous_hash = db::BytesOf(row, "previous_hash");
  batch.hash = db::BytesOf(row, "batch_hash");
  batch.entry_count = static_cast<int>(db::IntOf(row, "entry_count"));
  return batch;
}

audit::PlacedEntry EntryOf(const pqxx::row& row) {
  audit::PlacedEntry placed;
  placed.ordinal = static_cast<int>(db::IntOf(row, "ordinal"));
  placed.entry = {db::TextOf(row, "actor"),  db::TextOf(row, "role"),
                  db::TextOf(row, "method"), db::TextOf(row, "resource"),
                  db::TextOf(row, "detail"), std::nullopt};
  if (!row["commitment"].is_null()) {
    placed.entry.commitment = db::BytesOf(row, "commitment");
  }
  placed.hash = db::BytesOf(row, "hash");
  return placed;
}

}  // namespace

absl::StatusOr<AuditEnds> AuditStore::ReadEnds(const EventName& event,
                                               absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<AuditEnds> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListAuditHeads, event.event));
        AuditEnds ends;
        for (const pqxx::row& row : rows) {
          const int chain = static_cast<int>(db::IntOf(row, "chain"));
          ends.chains.push_back({chain, db::IntOf(row, "last_number")});
          if (row["number"].is_null()) continue;
          ends.heads.push_back(
              {chain, db::IntOf(row, "number"), db::BytesOf(row, "hash")});
        }
        return ends;
      });
}

absl::StatusOr<std::vector<audit::Batch>> AuditStore::ReadBatches(
    const EventName& event, const ChainEnd& end, int64_t number,
    absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<audit::Batch>> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListAuditBatches, event.event, end.chain,
                                 number, end.last_number, kBatches));
        std::vector<audit::Batch> batches;
        for (const pqxx::row& row : rows) {
          if (batches.empty() ||
              batches.back().number != db::IntOf(row, "number")) {
            batches.push_back(BatchOf(end.chain, row));
          }
          if (row["ordinal"].is_null()) continue;
          batches.back().entries.push_back(EntryOf(row));
        }
        return batches;
      });
}

AuditStore::LedgerKey AuditStore::Beginning() { return {kNilUuid, kNilUuid}; }

absl::StatusOr<bool> AuditStore::CountDecisions(const EventName& event,
                                                LedgerKey& key,
                                                DecisionsByBatch& counted,
                                                absl::Time deadline) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
                     return tx.Exec(sql::kListAuditDecisions, event.event,
                                    key.device, key.scan_id, kDecisions);
                   }));
  for (const pqxx::row& row : rows) {
    const auto batch = db::OptionalTextOf(row, "audit_id");
    if (!batch) {
      ++counted.unaudited_count;
    } else {
      counted.batches[*batch].Add(FactsOf(row));
    }
  }
  if (rows.empty()) return false;
  key = {db::TextOf(rows.back(), "device_id"),
         db::TextOf(rows.back(), "scan_id")};
  return true;
}

}  // namespace rollcall::registration
