#include "services/reporting/reporting_store.h"

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/db/transact.h"
#include "reporting_sql.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::reporting {
namespace {

Bucket BucketOf(const std::string& text) {
  if (text == "PARTIAL") return Bucket::kPartial;
  if (text == "IN_PERSON_ONLY") return Bucket::kInPersonOnly;
  if (text == "ONLINE_ONLY") return Bucket::kOnlineOnly;
  if (text == "BOTH") return Bucket::kBoth;
  return Bucket::kNone;
}

Cell CellOf(const pqxx::row& row) {
  Cell cell;
  cell.country_code = db::TextOf(row, "country_code");
  cell.sector_id = db::TextOf(row, "sector_id");
  cell.delegation_id = db::TextOf(row, "delegation_id");
  cell.mode = type::v1::Mode_Name(
      ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode")));
  cell.confirmed = db::TextOf(row, "state") == "CONFIRMED";
  cell.bucket = BucketOf(db::TextOf(row, "bucket"));
  cell.person_count = db::IntOf(row, "person_count");
  return cell;
}

absl::StatusOr<Snapshot> LoadSnapshot(db::Transaction& tx,
                                      const SessionName& session) {
  const std::string& event = session.event;
  ASSIGN_OR_RETURN(const pqxx::result facts,
                   tx.Exec(sql::kGetEventFacts, event, session.session));
  if (facts.empty()) {
    return NotFound(EventName{event});
  }
  const pqxx::row row = facts.front();
  if (!db::BoolOf(row, "session_exists")) {
    return NotFound(session);
  }
  Snapshot snapshot;
  snapshot.event = {db::TextOf(row, "title"),      db::TextOf(row, "venue"),
                    db::TextOf(row, "city"),       db::TextOf(row, "time_zone"),
                    db::TimeOf(row, "start_time"), db::TimeOf(row, "end_time")};
  snapshot.as_of = db::TimeOf(row, "as_of");
  snapshot.data_version = db::IntOf(row, "data_version");

  ASSIGN_OR_RETURN(const pqxx::result sectors,
                   tx.Exec(sql::kListReportSectors, event));
  for (const pqxx::row& sector : sectors) {
    snapshot.sectors.push_back(
        {db::TextOf(sector, "sector_id"), db::TextOf(sector, "display_name")});
  }
  ASSIGN_OR_RETURN(const pqxx::result delegations,
                   tx.Exec(sql::kListReportDelegations, event));
  for (const pqxx::row& delegation : delegations) {
    snapshot.delegations.push_back({db::TextOf(delegation, "delegation_id"),
                                    db::TextOf(delegation, "display_name")});
  }
  ASSIGN_OR_RETURN(const pqxx::result cells,
                   tx.Exec(sql::kListCells, event, session.session));
  for (const pqxx::row& cell : cells) snapshot.cells.push_back(CellOf(cell));
  ASSIGN_OR_RETURN(const pqxx::result unattributed,
                   tx.Exec(sql::kListUnattributed, event, session.session));
  for (const pqxx::row& totals : unattributed) {
    ConnectionTotals& sum =
        db::BoolOf(totals, "excluded") ? snapshot.excluded : snapshot.unmatched;
    sum.connections = db::IntOf(totals, "connection_count");
    sum.online = absl::Seconds(db::IntOf(totals, "online_seconds"));
  }
  return snapshot;
}

}  // namespace

absl::StatusOr<Snapshot> ReportingStore::Load(const SessionName& session,
                                              absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
    return LoadSnapshot(tx, session);
  });
}

}  // namespace rollcall::reporting
