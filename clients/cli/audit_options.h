#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds `verify` to `audit`: whether what was done is as it was written.
void AddAuditVerify(CLI::App& audit, Action& action);

}  // namespace rollcall::cli
