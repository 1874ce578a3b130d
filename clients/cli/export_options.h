#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Add `export` to the nouns `attendance` and `audit`, and `ledger export` to
// `app`. The one that is chosen sets `action`, which outlives them.
void AddAttendanceExport(CLI::App& attendance, Action& action);
void AddAuditExport(CLI::App& audit, Action& action);
void AddLedgerExport(CLI::App& app, Action& action);

}  // namespace rollcall::cli
