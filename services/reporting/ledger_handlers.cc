#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "services/reporting/ledger_store.h"
#include "services/reporting/reporting_service.h"

// What the doors did, one by one.
namespace rollcall::reporting {
namespace {

// The key of a resume token, and back: nothing for the beginning.
std::string RenderKey(const LedgerPosition& position) {
  return absl::StrCat(static_cast<int>(position.part), "/", position.first_key,
                      "/", position.second_key, "/",
                      absl::ToUnixMicros(position.as_of));
}

bool IsKey(const std::string& text) {
  return text == kNilUuid || ParseUuid(text).has_value();
}

std::optional<LedgerPosition> ParseKey(const std::string& key,
                                       FieldChecker& check) {
  if (key.empty()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(key, '/');
  int part = 0;
  int64_t micros = 0;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &part) || part < 0 ||
      part > static_cast<int>(LedgerPart::kConflicts) || !IsKey(parts[1]) ||
      !IsKey(parts[2]) || !absl::SimpleAtoi(parts[3], &micros)) {
    check.Fail("resume_token", "Must be what a batch of the ledger had.");
    return std::nullopt;
  }
  return LedgerPosition{static_cast<LedgerPart>(part), parts[1], parts[2],
                        absl::FromUnixMicros(micros)};
}

}  // namespace

grpc::Status ReportingService::ExportLedger(
    grpc::ServerContext* context, const v1::ExportLedgerRequest* request,
    grpc::ServerWriter<v1::ExportLedgerResponse>* writer) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call&) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string selection = absl::StrCat(request->event(), "/ledger");
        std::optional<LedgerPosition> position =
            ParseKey(ParsePageToken(selection, "resume_token",
                                    request->resume_token(), check),
                     check);
        RETURN_IF_ERROR(check.Check());
        for (bool is_last = false; !is_last;) {
          // Each batch is a short transaction, however slow the caller is.
          const absl::Time deadline =
              rpc::DeadlineOf(*context, absl::Now(), limits::kDefaultDeadline);
          ASSIGN_OR_RETURN(const LedgerBatch batch,
                           ReadLedger(pool_, event, position,
                                      limits::kExportBatch, deadline));
          v1::ExportLedgerResponse part;
          for (const v1::LedgerEntry& entry : batch.entries) {
            *part.add_entries() = entry;
          }
          part.set_resume_token(
              RenderPageToken(selection, RenderKey(batch.next)));
          RenderTime(batch.next.as_of, *part.mutable_as_of());
          if (!writer->Write(part)) return absl::CancelledError("export");
          position = batch.next;
          is_last = batch.is_last;
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
