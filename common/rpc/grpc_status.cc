#include "common/rpc/grpc_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "grpcpp/support/error_details.h"

#include "common/base/log.h"
#include "common/base/uuid.h"
#include "common/status/error.h"
#include "common/status/wire.h"
#include "nlohmann/json.hpp"

namespace rollcall::rpc {
namespace {

absl::Status Scrub(const absl::Status& status) {
  const std::string reference = NewUuid();
  Log(Severity::kError, "fault",
      {{"reference", reference},
       {"code", absl::StatusCodeToString(status.code())},
       {"cause", std::string(status.message())}});
  return Error(error::v1::INTERNAL_FAULT,
               absl::StrCat("The service failed; its log has the cause under ",
                            reference, "."),
               {{"reference", reference}});
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status wire;
  RenderItemError(status, wire);
  grpc::Status result;
  grpc::SetErrorDetails(wire, &result);
  return result;
}

void RenderItemError(const absl::Status& status, google::rpc::Status& out) {
  const bool is_fault = ReasonOf(status) == error::v1::ERROR_REASON_UNSPECIFIED;
  RenderStatus(is_fault ? Scrub(status) : status, out);
}

}  // namespace rollcall::rpc
