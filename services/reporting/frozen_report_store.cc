#include "services/reporting/frozen_report_store.h"

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/db/transact.h"
#include "common/trail/trail.h"
#include "reporting_sql.h"

namespace rollcall::reporting {
namespace {

FrozenReport ReportOf(const std::string& event, const pqxx::row& row) {
  FrozenReport report;
  report.name = {event, db::TextOf(row, "frozen_report_id")};
  report.audience = ParseEnumText<v1::Audience>(db::TextOf(row, "audience"));
  report.as_of = db::TimeOf(row, "as_of");
  report.data_version = db::IntOf(row, "data_version");
  report.create_time = db::TimeOf(row, "create_time");
  report.content = db::BytesOf(row, "content");
  return report;
}

}  // namespace

absl::StatusOr<FrozenReport> KeepReport(db::Pool& pool,
                                        const FrozenReport& report,
                                        const RequestKey& key,
                                        const auth::Act& act,
                                        absl::Time deadline) {
  const std::string& event = report.name.event;
  return db::Transact(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<FrozenReport> {
        ASSIGN_OR_RETURN(
            const pqxx::result added,
            tx.Exec(sql::kInsertFrozenReport, event, report.name.frozen_report,
                    EnumText(report.audience), report.as_of,
                    report.data_version, db::ByteaParam(report.content), key.id,
                    db::ByteaParam(key.hash)));
        if (!added.empty()) {
          RETURN_IF_ERROR(trail::Record(tx, event, act, report.name.ToString(),
                                        trail::kReports));
        } else {
          RETURN_IF_ERROR(tx.ConfirmReads());
        }
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kFindFrozenRequest, event, key.id));
        const pqxx::row row = rows.front();
        RETURN_IF_ERROR(CheckReplay(
            key, key.id, db::BytesOf(row, "request_hash"), absl::OkStatus()));
        return ReportOf(event, row);
      });
}

absl::StatusOr<FrozenReport> FindFrozenReport(db::Pool& pool,
                                              const FrozenReportName& name,
                                              absl::Time deadline) {
  return db::ReadSnapshot(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<FrozenReport> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kGetFrozenReport, name.event, name.frozen_report));
        if (rows.empty()) return NotFound(name);
        return ReportOf(name.event, rows.front());
      });
}

}  // namespace rollcall::reporting
