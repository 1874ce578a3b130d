#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/trail/trail.h"
#include "services/reporting/ledger_message.h"
#include "services/reporting/ledger_store.h"
#include "services/reporting/reporting_service.h"

// What the doors did, one by one.
namespace rollcall::reporting {

grpc::Status ReportingService::ExportLedger(
    grpc::ServerContext* context, const v1::ExportLedgerRequest* request,
    grpc::ServerWriter<v1::ExportLedgerResponse>* writer) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string selection = absl::StrCat(request->event(), "/ledger");
        std::optional<LedgerPosition> position = ParseLedgerKey(
            ParsePageToken(selection, "resume_token", request->resume_token(),
                           check, KeyForm::kOther),
            check);
        RETURN_IF_ERROR(check.Check());
        for (bool first = true, is_last = false; !is_last; first = false) {
          RETURN_IF_ERROR(rpc::CheckStanding(call.caller));
          // Each batch is a short transaction, however slow the caller is.
          const absl::Time deadline =
              rpc::DeadlineOf(*context, absl::Now(), limits::kDefaultDeadline);
          ASSIGN_OR_RETURN(const LedgerBatch batch,
                           ReadLedger(pool_, event, position,
                                      limits::kExportBatch, deadline));
          if (first) {
            RETURN_IF_ERROR(trail::RecordReading(write_pool_, event,
                                                 rpc::ActOf(call), deadline,
                                                 trail::kReports));
          }
          v1::ExportLedgerResponse part;
          for (const v1::LedgerEntry& entry : batch.entries) {
            *part.add_entries() = entry;
          }
          part.set_resume_token(
              RenderPageToken(selection, RenderLedgerKey(batch.next)));
          RenderTime(batch.next.as_of, *part.mutable_as_of());
          if (!writer->Write(part)) return absl::CancelledError("export");
          position = batch.next;
          is_last = batch.is_last;
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
