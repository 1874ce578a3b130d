#include "common/rpc/call_watch.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/error_details.h"

#include "common/api/limits.h"
#include "common/base/log.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "common/rpc/call_ids.h"
#include "common/rpc/grpc_status.h"
#include "common/rpc/stream_end.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace rollcall::rpc {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

google::rpc::ErrorInfo InfoIn(const grpc::Status& status) {
  google::rpc::Status wire;
  google::rpc::ErrorInfo info;
  if (!grpc::ExtractErrorDetails(status, &wire).ok()) return {};
  for (const auto& detail : wire.details()) {
    if (detail.UnpackTo(&info)) return info;
  }
  return {};
}

absl::StatusCode CodeOf(const grpc::Status& status) {
  return static_cast<absl::StatusCode>(status.error_code());
}

Severity SeverityOf(const std::string& method, const grpc::Status& status) {
  if (!status.ok()) return Severity::kWarning;
  return absl::StartsWith(method, "/grpc.health.") ? Severity::kDebug
                                                   : Severity::kInfo;
}

// Whether a service that has too much to do answers so: it turns calls away, or
// comes to them when their callers have gone.
bool IsInVain(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
      return true;
    default:
      return false;
  }
}

// What gRPC serves besides.
constexpr absl::string_view kOfGrpc[] = {
    "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"};

// What the log calls the method with this path: that, or `other` when nobody
// serves it and a caller has thought of it.
absl::string_view LogNameOf(absl::string_view path, const CallTally& tally) {
  const auto* const end = std::end(kOfGrpc);
  return tally.Has(path) || std::find(kOfGrpc, end, path) != end ? path
                                                                 : "other";
}

class CallWatch final : public grpc::experimental::Interceptor {
 public:
  CallWatch(ServerRpcInfo* info, const auth::Guard& guard, CallTally& calls,
            RefusalLog& refusals)
      : info_(info),
        guard_(guard),
        calls_(calls),
        tally_(calls.Of(info->method())),
        refusals_(refusals),
        begin_(absl::Now()) {
    tally_.Begin();
  }
  CallWatch(const CallWatch&) = delete;
  CallWatch& operator=(const CallWatch&) = delete;
  ~CallWatch() override { tally_.End(); }

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      Identify(*methods->GetRecvInitialMetadata());
    }
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(kRequestIdKey,
                                                 ids_.request_id);
    }
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::POST_RECV_MESSAGE)) {
      is_unreadable_ = HasOneRequest() && methods->GetRecvMessage() == nullptr;
    }
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_STATUS)) {
      grpc::Status status = methods->GetSendStatus();
      if (is_unreadable_) {
        status = Unreadable();
        methods->ModifySendStatus(status);
      } else if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED &&
                 status.error_details().empty()) {
        status = NotBuilt();
        methods->ModifySendStatus(status);
      }
      if (!status.ok()) {
        methods->GetSendTrailingMetadata()->emplace(kRequestIdKey,
                                                    ids_.request_id);
      }
      NoteAnswer(status);
    }
    methods->Proceed();
  }

 private:
  // Whoever asks for the ids of the call finds them in its metadata.
  void Identify(std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
    ids_ = CallIdsOf(*info_->server_context());
    if (!ids_.request_id.empty()) return;
    ids_.request_id = NewUuid();
    metadata.erase(kRequestIdKey);
    metadata.emplace(kRequestIdKey, ids_.request_id);
  }

  bool HasOneRequest() const {
    return info_->type() == ServerRpcInfo::Type::UNARY ||
           info_->type() == ServerRpcInfo::Type::SERVER_STREAMING;
  }

  // gRPC says that there is no such method when the request cannot be read, or
  // when its caller went before it was.
  grpc::Status Unreadable() const {
    const grpc::ServerContextBase& context = *info_->server_context();
    const absl::Time now = absl::Now();
    if (DeadlineOf(context, now, limits::kDefaultDeadline) <= now) {
      return {grpc::StatusCode::DEADLINE_EXCEEDED, ""};
    }
    if (context.IsCancelled()) return {grpc::StatusCode::CANCELLED, ""};
    return ToGrpcStatus(UnreadableRequest());
  }

  grpc::Status NotBuilt() const {
    const grpc::ServerContextBase& context = *info_->server_context();
    const auto caller = guard_.Admit(
        AuthorizationOf(context), context.peer(), auth::Policy::ForAdmins(),
        DeadlineOf(context, absl::Now(), limits::kDefaultDeadline));
    if (!caller.ok()) return ToGrpcStatus(caller.status());
    return ToGrpcStatus(
        Error(error::v1::METHOD_NOT_BUILT,
              absl::StrCat(info_->method(), " is not built in this version."),
              {{"method", info_->method()}}));
  }

  void NoteAnswer(const grpc::Status& status) const {
    const absl::Time now = absl::Now();
    google::rpc::ErrorInfo error;
    ErrorReason reason = error::v1::ERROR_REASON_UNSPECIFIED;
    if (!status.ok()) {
      error = InfoIn(status);
      error::v1::ErrorReason_Parse(error.reason(), &reason);
    }
    tally_.Answer(CodeOf(status), reason, now - begin_);
    LogCall(status, error, now);
  }

  void LogCall(const grpc::Status& status, const google::rpc::ErrorInfo& error,
               absl::Time now) const {
    int64_t left_out = 0;
    if (IsInVain(status)) {
      const std::optional<int64_t> added = refusals_.Add(now);
      if (!added) return;
      left_out = *added;
    }
    const std::string method(LogNameOf(info_->method(), calls_));
    nlohmann::ordered_json fields = {
        {"method", method}, {"code", absl::StatusCodeToString(CodeOf(status))}};
    if (!status.ok()) AddError(error, fields);
    fields["duration_us"] = absl::ToInt64Microseconds(now - begin_);
    for (const auto& [name, value] : LogFieldsOf(ids_)) fields[name] = value;
    if (left_out > 0) fields["left_out"] = left_out;
    Log(SeverityOf(method, status), "call", fields);
  }

  // With a reference, the log has what went wrong in a line of its own.
  static void AddError(const google::rpc::ErrorInfo& info,
                       nlohmann::ordered_json& fields) {
    fields["reason"] = info.reason();
    const auto reference = info.metadata().find("reference");
    if (reference != info.metadata().end()) {
      fields["reference"] = reference->second;
    }
  }

  ServerRpcInfo* const info_;
  const auth::Guard& guard_;
  const CallTally& calls_;
  MethodTally& tally_;
  RefusalLog& refusals_;
  const absl::Time begin_;
  // Outlives the metadata that refers to it: both are the call's.
  CallIds ids_;
  bool is_unreadable_ = false;
};

}  // namespace

grpc::experimental::Interceptor* CallWatchFactory::CreateServerInterceptor(
    ServerRpcInfo* info) {
  return new CallWatch(info, guard_, tally_, refusals_);
}

}  // namespace rollcall::rpc
