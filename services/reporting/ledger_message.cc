#include "services/reporting/ledger_message.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/uuid.h"

namespace rollcall::reporting {
namespace {

// 2000-01-01 and 10000-01-01, which the database knows, too.
constexpr int64_t kMinMicros = 946684800000000;
constexpr int64_t kMaxMicros = 253402300800000000;

bool IsKey(const std::string& text) {
  return text == kNilUuid || ParseUuid(text).has_value();
}

}  // namespace

std::string RenderLedgerKey(const LedgerPosition& position) {
  return absl::StrCat(static_cast<int>(position.part), "/", position.first_key,
                      "/", position.second_key, "/",
                      absl::ToUnixMicros(position.as_of));
}

std::optional<LedgerPosition> ParseLedgerKey(const std::string& key,
                                             FieldChecker& check) {
  if (key.empty()) return std::nullopt;
  const std::vector<std::string> parts = absl::StrSplit(key, '/');
  int part = 0;
  int64_t micros = 0;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &part) || part < 0 ||
      part > static_cast<int>(LedgerPart::kConflicts) || !IsKey(parts[1]) ||
      !IsKey(parts[2]) || !absl::SimpleAtoi(parts[3], &micros) ||
      micros < kMinMicros || micros >= kMaxMicros) {
    check.Fail("resume_token", "Must be what a batch of the ledger had.");
    return std::nullopt;
  }
  return LedgerPosition{static_cast<LedgerPart>(part), parts[1], parts[2],
                        absl::FromUnixMicros(micros)};
}

}  // namespace rollcall::reporting
