#include "common/audit/decisions.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

#include "common/audit/encoding.h"
#include "common/base/hash.h"

namespace rollcall::audit {
namespace {

constexpr absl::string_view kCollection = "decisionBatches/";
constexpr absl::string_view kCount = "decisions=";

void AddText(const std::optional<std::string>& text, Encoding& out) {
  out.Int32(text ? 1 : 0).Text(text.value_or(""));
}

// In whole microseconds, as a timestamptz keeps it.
void AddTime(const std::optional<absl::Time>& time, Encoding& out) {
  out.Int32(time ? 1 : 0).Int64(time ? absl::ToUnixMicros(*time) : 0);
}

}  // namespace

void DecisionsHash::Add(const DecisionFacts& facts) {
  Encoding encoding;
  encoding.Raw("rollcall.audit.decision.1").Raw(hash_);
  encoding.Text(facts.device).Text(facts.scan_id).Text(facts.session);
  AddText(facts.registration, encoding);
  encoding.Text(facts.gate)
      .Text(facts.direction)
      .Text(facts.outcome)
      .Text(facts.reasons)
      .Text(facts.anomaly)
      .Int32(facts.forced ? 1 : 0)
      .Int32(facts.force_requested ? 1 : 0);
  AddText(facts.attempt_of, encoding);
  AddTime(facts.first_scan_time, encoding);
  AddText(facts.first_device, encoding);
  AddText(facts.first_gate, encoding);
  AddTime(facts.opens_time, encoding);
  AddTime(facts.closes_time, encoding);
  encoding.Int32(facts.place_count ? 1 : 0)
      .Int64(facts.place_count.value_or(0))
      .Int32(facts.offline ? 1 : 0)
      .Int32(facts.quarantined ? 1 : 0);
  AddTime(facts.scan_time, encoding);
  AddTime(facts.receive_time, encoding);
  hash_ = Sha256(encoding.bytes());
  ++count_;
}

std::string DecisionsResource(absl::string_view id) {
  return absl::StrCat(kCollection, id);
}

std::optional<std::string> ParseDecisionsResource(absl::string_view resource) {
  if (!absl::ConsumePrefix(&resource, kCollection)) return std::nullopt;
  return std::string(resource);
}

std::string DecisionsDetail(int64_t count) {
  return absl::StrCat(kCount, count);
}

std::optional<int64_t> ParseDecisionsDetail(absl::string_view detail) {
  int64_t count = 0;
  if (!absl::ConsumePrefix(&detail, kCount) ||
      !absl::SimpleAtoi(detail, &count)) {
    return std::nullopt;
  }
  return count;
}

}  // namespace rollcall::audit
