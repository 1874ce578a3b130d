#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/reporting/v1/ledger.pb.h"

namespace rollcall::reporting {

// Which kind of facts of a ledger comes when.
enum class LedgerPart { kDecisions, kAnnulments, kConflicts };

// Where a ledger goes on.
struct LedgerPosition {
  LedgerPart part = LedgerPart::kDecisions;
  // The device and scan of the last decision or annulment, or the last conflict
  // and nothing; nil UUIDs at the beginning of a part.
  std::string first_key;
  std::string second_key;
  // As of when the ledger is read.
  absl::Time as_of;
};

// Some of a ledger.
struct LedgerBatch {
  std::vector<v1::LedgerEntry> entries;
  // After the last of them.
  LedgerPosition next;
  // Nothing comes after.
  bool is_last = false;
};

}  // namespace rollcall::reporting
