#include "common/rpc/call_ids.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"

namespace rollcall::rpc {
namespace {

constexpr size_t kMaxRequestId = 64;

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(c) || ('a' <= c && c <= 'f');
  });
}

bool IsZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

// The value of `key`, or nothing when there is none or more than one.
absl::string_view OnlyValueOf(const grpc::ServerContextBase& context,
                              const char* key) {
  const auto [begin, end] = context.client_metadata().equal_range(key);
  if (begin == end || std::next(begin) != end) return {};
  return {begin->second.data(), begin->second.size()};
}

}  // namespace

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxRequestId &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == '_';
         });
}

absl::string_view TraceIdIn(absl::string_view traceparent) {
  // version-trace-parent-flags: 2, 32, 16 and 2 digits. Versions to come may
  // have more behind them.
  constexpr size_t kSize = 55;
  if (traceparent.size() < kSize || traceparent[2] != '-' ||
      traceparent[35] != '-' || traceparent[52] != '-') {
    return {};
  }
  const absl::string_view version = traceparent.substr(0, 2);
  const absl::string_view trace = traceparent.substr(3, 32);
  const absl::string_view parent = traceparent.substr(36, 16);
  const absl::string_view rest = traceparent.substr(kSize);
  if (!IsHex(version) || version == "ff" || !IsHex(trace) || IsZero(trace) ||
      !IsHex(parent) || IsZero(parent) || !IsHex(traceparent.substr(53, 2)) ||
      (!rest.empty() && (version == "00" || rest.front() != '-'))) {
    return {};
  }
  return trace;
}

CallIds CallIdsOf(const grpc::ServerContextBase& context) {
  const absl::string_view request_id = OnlyValueOf(context, kRequestIdKey);
  return {IsRequestId(request_id) ? std::string(request_id) : "",
          std::string(TraceIdIn(OnlyValueOf(context, "traceparent")))};
}

LogScope::Fields LogFieldsOf(CallIds ids) {
  LogScope::Fields fields;
  if (!ids.request_id.empty()) {
    fields.emplace_back("request_id", std::move(ids.request_id));
  }
  if (!ids.trace_id.empty()) {
    fields.emplace_back("trace_id", std::move(ids.trace_id));
  }
  return fields;
}

}  // namespace rollcall::rpc
