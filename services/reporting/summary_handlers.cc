#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/watch_stream.h"
#include "services/reporting/report_message.h"
#include "services/reporting/reporting_service.h"

// The headline numbers, once and as they change.
namespace rollcall::reporting {
namespace {

// What a caller watches.
struct WatchRequest {
  SessionName session;
  int64_t after_version = 0;
};

absl::StatusOr<v1::WatchSummaryRequest> ReadRequest(grpc::ByteBuffer message) {
  v1::WatchSummaryRequest request;
  const grpc::Status read =
      grpc::SerializationTraits<v1::WatchSummaryRequest>::Deserialize(&message,
                                                                      &request);
  if (!read.ok()) return absl::InternalError(read.error_message());
  return request;
}

absl::StatusOr<WatchRequest> ParseWatch(
    const v1::WatchSummaryRequest& request) {
  FieldChecker check;
  WatchRequest watch;
  watch.session = ParseScope(request.event(), request.session(), check);
  watch.after_version = request.after_version();
  if (watch.after_version < 0) {
    check.Fail("after_version", "Must not be negative.");
  }
  RETURN_IF_ERROR(check.Check());
  return watch;
}

}  // namespace

grpc::Status ReportingService::GetSummary(grpc::ServerContext* context,
                                          const v1::GetSummaryRequest* request,
                                          v1::GetSummaryResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const SessionName scope =
            ParseScope(request->event(), request->session(), check);
        const ReadOptions options = {
            call.deadline, ParseMinVersion(request->min_data_version(), check)};
        const bool is_public =
            ParseAudience(request->audience(), check) == v1::AUDIENCE_PUBLIC;
        if (is_public && !request->session().empty()) {
          check.Fail("session", "Does not go together with AUDIENCE_PUBLIC.");
        }
        RETURN_IF_ERROR(check.Check());
        if (is_public) {
          ASSIGN_OR_RETURN(const Snapshot snapshot,
                           store_.Load(scope, {}, options));
          RenderPublic(snapshot, options_.public_threshold, *response);
        } else {
          ASSIGN_OR_RETURN(const Snapshot snapshot,
                           store_.LoadSummary(scope, options));
          Render(snapshot, *response);
        }
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ReportingService::WatchSummary(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
  using Refused = rpc::RefusedWatch<grpc::ByteBuffer>;
  const auto message = ReadRequest(*request);
  if (!message.ok()) return new Refused(message.status());
  const auto call = rpc::Admit(*context, guard_, *message);
  if (!call.ok()) return new Refused(call.status());
  const auto watch = ParseWatch(*message);
  if (!watch.ok()) return new Refused(watch.status());
  return new rpc::WatchStream<SessionName, SummaryState, grpc::ByteBuffer>(
      hub_, watch->session, call->caller,
      // Another version is news, also a lower one, as after a restore of the
      // database. An event without data has version 0.
      [seen = watch->after_version, begun = watch->after_version != 0](
          const SummaryState& state, grpc::ByteBuffer& response) mutable {
        if (begun && state->data_version == seen) return false;
        begun = true;
        seen = state->data_version;
        const grpc::Slice answer(state->answer);
        response = grpc::ByteBuffer(&answer, 1);
        return true;
      });
}

}  // namespace rollcall::reporting
