#include "common/status/error.h"

#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

#include "common/base/utf8.h"

namespace rollcall {
namespace {

constexpr char kDomain[] = "rollcall";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";

// What a client must get whole: the message and both details. The rest of the
// 7 KB is left to the wrapping and its base64 form.
constexpr size_t kMaxMessageSize = 512;
constexpr size_t kMaxMetadataValueSize = 128;
constexpr size_t kMaxViolationsSize = 3072;
constexpr size_t kMaxViolationPartSize = 256;

// A path or a flag is any bytes, and protobuf sends UTF-8 only.
std::string Shorten(absl::string_view text, size_t size) {
  const std::string clean = ToUtf8(Utf8Prefix(text, size));
  return text.size() <= size ? clean : absl::StrCat(clean, "…");
}

std::optional<google::rpc::ErrorInfo> InfoOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) {
    return std::nullopt;
  }
  return info;
}

}  // namespace

absl::StatusCode CodeOf(ErrorReason reason) {
  const auto* value =
      error::v1::ErrorReason_descriptor()->FindValueByNumber(reason);
  return static_cast<absl::StatusCode>(
      value->options().GetExtension(error::v1::code));
}

absl::Status Error(ErrorReason reason, absl::string_view message,
                   const ErrorMetadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(error::v1::ErrorReason_Name(reason));
  info.set_domain(kDomain);
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[key] = Shorten(value, kMaxMetadataValueSize);
  }
  absl::Status status(CodeOf(reason), Shorten(message, kMaxMessageSize));
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status InvalidFields(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest bad_request;
  size_t listed = 0;
  for (; listed < violations.size() &&
         bad_request.ByteSizeLong() < kMaxViolationsSize;
       ++listed) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(
        Shorten(violations[listed].field, kMaxViolationPartSize));
    violation->set_description(
        Shorten(violations[listed].description, kMaxViolationPartSize));
  }
  if (listed < violations.size()) {
    bad_request.add_field_violations()->set_description(
        absl::StrCat(violations.size() - listed, " more fields are wrong."));
  }
  const auto& first = bad_request.field_violations(0);
  absl::Status status =
      Error(error::v1::INVALID_FIELD,
            absl::StrCat(first.field(), ": ", first.description()),
            {{"field", first.field()}});
  status.SetPayload(kBadRequestUrl,
                    absl::Cord(bad_request.SerializeAsString()));
  return status;
}

absl::Status InvalidField(absl::string_view field,
                          absl::string_view description) {
  return InvalidFields({{std::string(field), std::string(description)}});
}

namespace {

absl::Status WithRetry(absl::Status status, absl::Duration retry_delay) {
  google::rpc::RetryInfo info;
  absl::Duration fraction;
  info.mutable_retry_delay()->set_seconds(
      absl::IDivDuration(retry_delay, absl::Seconds(1), &fraction));
  info.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(fraction)));
  status.SetPayload(kRetryInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

}  // namespace

absl::Status Overloaded(absl::Duration retry_delay) {
  return WithRetry(
      Error(error::v1::OVERLOADED,
            "The service has as much to do as it can: try again a little "
            "later."),
      retry_delay);
}

absl::Status RateLimited(absl::Duration retry_delay) {
  return WithRetry(Error(error::v1::RATE_LIMITED,
                         "More calls than one caller may make: try again "
                         "after the delay."),
                   retry_delay);
}

ErrorReason ReasonOf(const absl::Status& status) {
  ErrorReason reason = error::v1::ERROR_REASON_UNSPECIFIED;
  if (const auto info = InfoOf(status)) {
    error::v1::ErrorReason_Parse(info->reason(), &reason);
  }
  return reason;
}

ErrorMetadata MetadataOf(const absl::Status& status) {
  const auto info = InfoOf(status);
  if (!info) return {};
  return {info->metadata().begin(), info->metadata().end()};
}

}  // namespace rollcall
