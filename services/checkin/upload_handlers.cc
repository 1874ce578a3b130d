#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "common/rpc/stream_end.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/checkin_service.h"

// Scans that devices decided alone.
namespace rollcall::checkin {
namespace {

using Result = v1::UploadScansResponse::Result;

absl::StatusOr<ScanRequest> Parse(const v1::OfflineScan& message,
                                  const DeviceName& device) {
  FieldChecker check;
  ScanRequest scan = ParseOfflineScan(message, device, check);
  RETURN_IF_ERROR(check.Check());
  return scan;
}

absl::StatusOr<DeviceName> ParseDevice(const v1::UploadScansRequest& request) {
  FieldChecker check;
  auto device = check.ResourceName<DeviceName>("device", request.device());
  if (request.scans().empty() ||
      request.scans_size() > limits::kMaxBatchItems) {
    check.Fail("scans",
               absl::StrCat("Must be 1 to ", limits::kMaxBatchItems, "."));
  }
  RETURN_IF_ERROR(check.Check());
  return device;
}

// Records the scans of one message and renders a result for each.
absl::Status Record(CheckInStore& store, const v1::UploadScansRequest& request,
                    absl::Time deadline, v1::UploadScansResponse& response) {
  ASSIGN_OR_RETURN(const DeviceName device, ParseDevice(request));
  std::vector<ScanRequest> scans;
  std::vector<Result*> results;
  for (const v1::OfflineScan& message : request.scans()) {
    Result* result = response.add_results();
    result->set_scan_id(message.check_in().scan_id());
    absl::StatusOr<ScanRequest> scan = Parse(message, device);
    if (!scan.ok()) {
      rpc::RenderItemError(scan.status(), *result->mutable_error());
      continue;
    }
    scans.push_back(*std::move(scan));
    results.push_back(result);
  }
  if (scans.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Answers answers,
                   store.Decide(device.event, scans, deadline));
  for (size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].ok()) {
      rpc::RenderItemError(answers[i].status(), *results[i]->mutable_error());
      continue;
    }
    Render(answers[i]->decision, "", *results[i]->mutable_decision());
    results[i]->set_replayed(answers[i]->replayed);
  }
  return absl::OkStatus();
}

}  // namespace

grpc::Status CheckInService::UploadScans(
    grpc::ServerContext* context,
    grpc::ServerReaderWriter<v1::UploadScansResponse, v1::UploadScansRequest>*
        stream) {
  return rpc::ServeStream<v1::UploadScansRequest>(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        rpc::OpenStream open(upload_streams_, [context](const grpc::Status&) {
          context->TryCancel();
        });
        v1::UploadScansRequest request;
        while (rpc::Read(*stream, request)) {
          open.Touch();
          RETURN_IF_ERROR(rpc::CheckMessage(call.caller, request));
          v1::UploadScansResponse response;
          RETURN_IF_ERROR(Record(
              store_, request,
              rpc::DeadlineOf(*context, absl::Now(), limits::kDefaultDeadline),
              response));
          if (!stream->Write(response)) {
            return absl::CancelledError("The device has gone.");
          }
        }
        return rpc::CheckEnd(request);
      });
}

}  // namespace rollcall::checkin
