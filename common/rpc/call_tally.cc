#include "common/rpc/call_tally.h"

#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace rollcall::rpc {

void MethodTally::Answer(absl::StatusCode code, ErrorReason reason,
                         absl::Duration time) {
  const auto number = static_cast<size_t>(code);
  if (reason != error::v1::ERROR_REASON_UNSPECIFIED) {
    by_reason_[reason].Add();
  } else {
    // A caller of gRPC's may send any number; ours send those there are.
    by_code_[number < kCodes ? number
                             : static_cast<size_t>(absl::StatusCode::kUnknown)]
        .Add();
  }
  if (is_unary_) time_.Observe(time);
}

void MethodTally::AddTo(const std::string& method, metrics::Page& page) const {
  bool is_used = false;
  const auto add = [&](absl::StatusCode code, const std::string& reason,
                       const Counter& counter, bool always) {
    is_used |= counter.value() > 0;
    if (counter.value() == 0 && !always) return;
    page.AddCounter("rollcall_calls_total", "Calls that were answered.",
                    {{"method", method},
                     {"code", absl::StatusCodeToString(code)},
                     {"reason", reason}},
                    counter);
  };
  // What is there from the beginning is seen to grow from the first time on.
  for (size_t i = 0; i < by_code_.size(); ++i) {
    const auto code = static_cast<absl::StatusCode>(i);
    add(code, "", by_code_[i],
        code == absl::StatusCode::kOk || code == absl::StatusCode::kUnknown ||
            code == absl::StatusCode::kInternal);
  }
  for (int i = 1; i < static_cast<int>(by_reason_.size()); ++i) {
    if (!error::v1::ErrorReason_IsValid(i)) continue;
    const auto reason = static_cast<ErrorReason>(i);
    add(CodeOf(reason), error::v1::ErrorReason_Name(reason), by_reason_[i],
        reason == error::v1::INTERNAL_FAULT);
  }
  page.AddGauge("rollcall_calls_open",
                "Calls and streams that are not over yet.",
                {{"method", method}},
                static_cast<double>(open_.load(std::memory_order_relaxed)));
  if (is_unary_ && is_used) {
    page.AddHistogram("rollcall_call_seconds",
                      "How long calls took that are no streams.",
                      {{"method", method}}, time_);
  }
}

CallTally::CallTally(const std::vector<std::string>& services) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const std::string& service : services) {
    const auto* descriptor = pool->FindServiceByName(service);
    if (descriptor == nullptr) continue;
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const auto* method = descriptor->method(i);
      methods_.emplace(
          std::piecewise_construct,
          std::forward_as_tuple(
              absl::StrCat("/", service, "/", method->name())),
          std::forward_as_tuple(
              absl::StrCat(descriptor->name(), ".", method->name()),
              !method->client_streaming() && !method->server_streaming()));
    }
  }
}

MethodTally& CallTally::Of(absl::string_view path) {
  const auto found = methods_.find(path);
  return found == methods_.end() ? other_ : found->second.tally;
}

bool CallTally::Has(absl::string_view path) const {
  return methods_.find(path) != methods_.end();
}

void CallTally::AddTo(metrics::Page& page) const {
  for (const auto& [path, method] : methods_) {
    method.tally.AddTo(method.name, page);
  }
  other_.AddTo("other", page);
}

}  // namespace rollcall::rpc
