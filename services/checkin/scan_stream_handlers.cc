#include "services/checkin/scan_stream_handlers.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/answer_stream.h"
#include "common/rpc/grpc_status.h"
#include "services/checkin/checkin_message.h"

namespace rollcall::checkin {
namespace {

using Request = v1::StreamCheckInsRequest;
using Response = v1::StreamCheckInsResponse;
using Stream = rpc::AnswerStream<Request, Response>;

Response ResponseOf(const std::string& scan_id, const std::string& language,
                    const absl::StatusOr<Answer>& answer) {
  Response response;
  response.set_scan_id(scan_id);
  if (answer.ok()) {
    Render(*answer, language, *response.mutable_check_in());
  } else {
    rpc::RenderItemError(answer.status(), *response.mutable_error());
  }
  return response;
}

// The text of the credential, as ScanRequest::credential_text.
const std::string& CredentialOf(const v1::CheckInRequest& request) {
  if (request.has_ticket()) return request.ticket();
  return request.has_code() ? request.code() : request.registration();
}

}  // namespace

absl::Status SubmitScan(LaneStore& lanes, const v1::CheckInRequest& request,
                        absl::Time deadline, LaneStore::Done done) {
  RETURN_IF_ERROR(lanes.CheckRoom(CredentialOf(request), deadline));
  FieldChecker check;
  ScanRequest scan = ParseScan(request, check);
  RETURN_IF_ERROR(check.Check());
  RETURN_IF_ERROR(CheckScan(scan, absl::Now()));
  return lanes.Submit(std::move(scan), deadline, std::move(done));
}

grpc::ServerBidiReactor<Request, Response>* NewScanStream(
    const grpc::CallbackServerContext& context, LaneStore& lanes,
    rpc::OpenStreams& streams, const absl::StatusOr<rpc::Call>& call) {
  if (!call.ok()) {
    return new rpc::RefusedStream<Request, Response>(call.status());
  }
  return Stream::Start(
      context, streams, limits::kMaxStreamedScans,
      [](const Request&) { return 1; },
      [&lanes, caller = call->caller](const Request& request,
                                      absl::Time deadline,
                                      const Stream::Done& done) {
        const v1::CheckInRequest& scan = request.check_in();
        const absl::Status submitted = [&]() -> absl::Status {
          RETURN_IF_ERROR(rpc::CheckMessage(caller, request));
          return SubmitScan(
              lanes, scan, deadline,
              [done, scan_id = scan.scan_id(),
               language = scan.language_code()](const auto& answer) {
                done(ResponseOf(scan_id, language, answer));
              });
        }();
        if (!submitted.ok()) done(ResponseOf(scan.scan_id(), "", submitted));
      });
}

}  // namespace rollcall::checkin
