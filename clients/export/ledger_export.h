#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "rollcall/reporting/v1/ledger.pb.h"

namespace rollcall::exports {

// Writes one row as CSV for each fact of the doors of `event`
// (`events/{event}`), in the order of ReportingService.ExportLedger, and
// returns how many. `progress` is called with how many there are so far. A
// stream that breaks off as UNAVAILABLE goes on where it ended. On an error
// what is in `out` is incomplete, and nothing if the call was refused.
//
// The columns: kind (entry, exit, refusal, annulment or conflict), time (of the
// scan, or of the annulment), receive_time, session, registration, device,
// gate, scan_id, direction, outcome, reasons (with ; between), forced,
// force_requested, offline, quarantined, anomaly, attempt_of, annulling_device,
// conflict, conflict_kind, conflict_state, canonical_device, canonical_scan_id,
// canonical_time, resolve_time. Cells that do not apply to a kind are empty.
absl::StatusOr<int64_t> ExportLedger(
    const client::Server& server, const std::string& event, std::ostream& out,
    const std::function<void(int64_t)>& progress);

// Writes the row of `entry`, and the one above all others.
void WriteLedgerEntry(const reporting::v1::LedgerEntry& entry,
                      std::ostream& out);
void WriteLedgerHeader(std::ostream& out);

}  // namespace rollcall::exports
