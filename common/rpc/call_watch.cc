#include "common/rpc/call_watch.h"

#include <cstdint>
#include <cstdlib>
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
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace rollcall::rpc {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

std::string ReasonIn(const grpc::Status& status) {
  google::rpc::Status wire;
  google::rpc::ErrorInfo info;
  if (!grpc::ExtractErrorDetails(status, &wire).ok()) return {};
  for (const auto& detail : wire.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return {};
}

Severity SeverityOf(const std::string& method, const grpc::Status& status) {
  if (!status.ok()) return Severity::kWarning;
  return absl::StartsWith(method, "/grpc.health.") ? Severity::kDebug
                                                   : Severity::kInfo;
}

class CallWatch final : public grpc::experimental::Interceptor {
 public:
  CallWatch(ServerRpcInfo* info, const auth::Guard& guard, RefusalLog& refusals)
      : info_(info), guard_(guard), refusals_(refusals), begin_(absl::Now()) {}

  void Intercept(InterceptorBatchMethods* methods) override {
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
      LogCall(status);
    }
    methods->Proceed();
  }

 private:
  bool HasOneRequest() const {
    return info_->type() == ServerRpcInfo::Type::UNARY ||
           info_->type() == ServerRpcInfo::Type::SERVER_STREAMING;
  }

  // gRPC says that there is no such method when the request cannot be read, or
  // when it has not come before its caller went.
  grpc::Status Unreadable() const {
    if (info_->server_context()->IsCancelled()) {
      return {grpc::StatusCode::CANCELLED, ""};
    }
    return ToGrpcStatus(InvalidFields(
        {{"request",
          "its bytes are no message of this method's type, or a text in it is "
          "not UTF-8"}}));
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

  void LogCall(const grpc::Status& status) const {
    const absl::Time now = absl::Now();
    int64_t left_out = 0;
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      const std::optional<int64_t> added = refusals_.Add(now);
      if (!added) return;
      left_out = *added;
    }
    const std::string method = info_->method();
    nlohmann::ordered_json fields = {
        {"method", method},
        {"code", absl::StatusCodeToString(
                     static_cast<absl::StatusCode>(status.error_code()))}};
    if (!status.ok()) fields["reason"] = ReasonIn(status);
    fields["duration_us"] = absl::ToInt64Microseconds(now - begin_);
    if (left_out > 0) fields["left_out"] = left_out;
    Log(SeverityOf(method, status), "call", fields);
  }

  ServerRpcInfo* const info_;
  const auth::Guard& guard_;
  RefusalLog& refusals_;
  const absl::Time begin_;
  bool is_unreadable_ = false;
};

}  // namespace

grpc::experimental::Interceptor* CallWatchFactory::CreateServerInterceptor(
    ServerRpcInfo* info) {
  return new CallWatch(info, guard_, refusals_);
}

}  // namespace rollcall::rpc
