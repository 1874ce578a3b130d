#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/stream_end.h"
#include "services/registration/import_message.h"
#include "services/registration/registration_message.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {
namespace {

using Reader = grpc::ServerReader<v1::ImportRegistrationsRequest>;

// Keeps the well-formed ones of the rows of `message`; the others are in
// `result`.
absl::Status Collect(const v1::ImportRegistrationsRequest& message,
                     const EventName& event, ImportSpool& spool,
                     ImportResult& result) {
  if (message.rows_size() > limits::kMaxBatchItems) {
    return InvalidField("rows",
                        absl::StrCat("Must be at most ", limits::kMaxBatchItems,
                                     " in one message."));
  }
  for (const auto& row : message.rows()) {
    FieldChecker check;
    ParseRow(row, event, check);
    if (check.violations().empty()) {
      RETURN_IF_ERROR(spool.Append(row));
      continue;
    }
    std::vector<RowError> errors;
    for (const FieldViolation& violation : check.violations()) {
      errors.push_back({row.line(), violation.field,
                        error::v1::ErrorReason_Name(error::v1::INVALID_FIELD),
                        violation.description});
    }
    result.Fail(std::move(errors));
  }
  return absl::OkStatus();
}

// What a stream asks for: all of it has been read.
struct Stream {
  ImportRequest request;
  std::unique_ptr<ImportSpool> spool;
  ImportResult result;
};

absl::StatusOr<Stream> ReadAll(const auth::Caller& caller,
                               rpc::OpenStream& open, Reader& reader) {
  Stream stream;
  ASSIGN_OR_RETURN(stream.spool, ImportSpool::Create());
  v1::ImportRegistrationsRequest message;
  int64_t rows = 0;
  bool complete = false;
  for (bool first = true; rpc::Read(reader, message); first = false) {
    open.Touch();
    RETURN_IF_ERROR(rpc::CheckMessage(caller, message));
    if (first) {
      FieldChecker check;
      stream.request = ParseImport(message, check);
      RETURN_IF_ERROR(check.Check());
    }
    complete = message.complete();
    rows += message.rows_size();
    if (rows > limits::kMaxImportRows) {
      return InvalidField(
          "rows", absl::StrCat("Must be at most ", limits::kMaxImportRows,
                               " in one import."));
    }
    RETURN_IF_ERROR(
        Collect(message, stream.request.event, *stream.spool, stream.result));
  }
  RETURN_IF_ERROR(rpc::CheckEnd(message));
  // The stream also ends when the caller dies.
  if (!complete) {
    return InvalidField("complete", "Must be true in the last message.");
  }
  return stream;
}

}  // namespace

grpc::Status RegistrationService::ImportRegistrations(
    grpc::ServerContext* context, Reader* reader,
    v1::ImportRegistrationsResponse* response) {
  return rpc::ServeStream<v1::ImportRegistrationsRequest>(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        ASSIGN_OR_RETURN(const Stream stream, [&] {
          rpc::OpenStream open(import_streams_, [context](const grpc::Status&) {
            context->TryCancel();
          });
          return ReadAll(call.caller, open, *reader);
        }());
        const absl::Time deadline =
            rpc::DeadlineOf(*context, absl::Now(), limits::kImportDeadline);
        ASSIGN_OR_RETURN(
            const ImportResult result,
            imports_.Import(stream.request, *stream.spool, stream.result,
                            rpc::ActOf(call), deadline));
        Render(result, *response);
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ExportRegistrations(
    grpc::ServerContext* context, const v1::ExportRegistrationsRequest* request,
    grpc::ServerWriter<v1::ExportRegistrationsResponse>* writer) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter = absl::StrCat(request->event(), "/export");
        Page page = {limits::kExportBatch,
                     ParsePageToken(filter, "resume_token",
                                    request->resume_token(), check)};
        RETURN_IF_ERROR(check.Check());
        for (bool first = true;; first = false) {
          RETURN_IF_ERROR(rpc::CheckStanding(call.caller));
          // Each part is a short transaction, however slow the caller is.
          const absl::Time deadline =
              rpc::DeadlineOf(*context, absl::Now(), limits::kDefaultDeadline);
          ASSIGN_OR_RETURN(
              const std::vector<Registration> registrations,
              registrations_.ListRegistrations(event, {}, page, deadline));
          if (first) {
            RETURN_IF_ERROR(registrations_.RecordReading(
                event, rpc::ActOf(call), deadline));
          }
          v1::ExportRegistrationsResponse part;
          const size_t size =
              std::min(registrations.size(), static_cast<size_t>(page.size));
          if (size == 0) return absl::OkStatus();
          for (size_t i = 0; i < size; ++i) {
            Render(registrations[i], *part.add_registrations());
          }
          page.key = registrations[size - 1].name.registration;
          part.set_resume_token(RenderPageToken(filter, page.key));
          if (!writer->Write(part)) return absl::CancelledError("export");
          if (registrations.size() == size) return absl::OkStatus();
        }
      });
}

}  // namespace rollcall::registration
