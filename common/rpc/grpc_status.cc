#include "common/rpc/grpc_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/uuid.h"
#include "common/status/error.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/error_details.h"
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

grpc::Status Render(const absl::Status& status) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(std::string(status.message()));
  status.ForEachPayload(
      [&wire](absl::string_view type_url, const absl::Cord& payload) {
        auto* detail = wire.add_details();
        detail->set_type_url(std::string(type_url));
        detail->set_value(std::string(payload));
      });
  grpc::Status result;
  grpc::SetErrorDetails(wire, &result);
  return result;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  if (ReasonOf(status) == error::v1::ERROR_REASON_UNSPECIFIED) {
    return Render(Scrub(status));
  }
  return Render(status);
}

}  // namespace rollcall::rpc
