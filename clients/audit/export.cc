#include "clients/audit/export.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "clients/audit/read.h"
#include "clients/csv/writer.h"
#include "common/base/status_macros.h"

namespace rollcall::audit {

using google::protobuf::util::TimeUtil;
using registration::v1::AuditBatch;
using registration::v1::AuditEntry;

absl::StatusOr<int64_t> ExportEntries(
    const client::Server& server, const std::string& event, std::ostream& out,
    const std::function<void(int64_t)>& progress) {
  csv::Write({"time", "chain", "batch", "entry", "actor", "role", "method",
              "resource", "detail"},
             out);
  int64_t count = 0;
  RETURN_IF_ERROR(ReadAudit(server, event, [&](const AuditBatch& batch) {
                    for (const AuditEntry& entry : batch.entries()) {
                      csv::Write({TimeUtil::ToString(batch.time()),
                                  absl::StrCat(batch.chain()),
                                  absl::StrCat(batch.number()),
                                  absl::StrCat(entry.ordinal()), entry.actor(),
                                  entry.role(), entry.method(),
                                  entry.resource(), entry.detail()},
                                 out);
                    }
                    count += batch.entries_size();
                    progress(count);
                  }).status());
  return count;
}

}  // namespace rollcall::audit
