#pragma once

#include <optional>
#include <string>

#include "common/api/field_checker.h"
#include "services/reporting/ledger.h"

namespace rollcall::reporting {

// The key of a resume token.
std::string RenderLedgerKey(const LedgerPosition& position);

// Reads what RenderLedgerKey rendered, of the field `resume_token`; nothing for
// the empty key, which is the beginning.
std::optional<LedgerPosition> ParseLedgerKey(const std::string& key,
                                             FieldChecker& check);

}  // namespace rollcall::reporting
