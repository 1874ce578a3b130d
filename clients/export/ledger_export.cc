#include "clients/export/ledger_export.h"

#include <map>
#include <vector>

#include "absl/strings/str_join.h"

#include "clients/api/resumed_stream.h"
#include "clients/csv/writer.h"
#include "clients/export/cell.h"
#include "common/base/status_macros.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::exports {

using checkin::v1::Conflict;
using checkin::v1::Decision;
using reporting::v1::Annulment;
using reporting::v1::LedgerEntry;
using reporting::v1::ReportingService;

namespace {

using Cells = std::map<std::string, std::string>;

constexpr const char* kColumns[] = {"kind",
                                    "time",
                                    "receive_time",
                                    "session",
                                    "registration",
                                    "device",
                                    "gate",
                                    "scan_id",
                                    "direction",
                                    "outcome",
                                    "reasons",
                                    "forced",
                                    "force_requested",
                                    "offline",
                                    "quarantined",
                                    "anomaly",
                                    "attempt_of",
                                    "annulling_device",
                                    "conflict",
                                    "conflict_kind",
                                    "conflict_state",
                                    "canonical_device",
                                    "canonical_scan_id",
                                    "canonical_time",
                                    "resolve_time"};

std::string KindOf(Decision::Outcome outcome) {
  switch (outcome) {
    case Decision::OUTCOME_ADMITTED:
      return "entry";
    case Decision::OUTCOME_EXITED:
      return "exit";
    default:
      return "refusal";
  }
}

std::string ReasonsOf(const Decision& decision) {
  return absl::StrJoin(
      decision.all_reasons(), ";", [](std::string* out, int reason) {
        *out += EnumCell(static_cast<Decision::Reason>(reason));
      });
}

Cells CellsOf(const Decision& decision) {
  return {{"kind", KindOf(decision.outcome())},
          {"time", TimeCell(decision.has_scan_time(), decision.scan_time())},
          {"receive_time",
           TimeCell(decision.has_receive_time(), decision.receive_time())},
          {"session", decision.session()},
          {"registration", decision.registration()},
          {"device", decision.device()},
          {"gate", decision.gate()},
          {"scan_id", decision.scan_id()},
          {"direction", EnumCell(decision.direction())},
          {"outcome", EnumCell(decision.outcome())},
          {"reasons", ReasonsOf(decision)},
          {"forced", FlagCell(decision.forced())},
          {"force_requested", FlagCell(decision.force_requested())},
          {"offline", FlagCell(decision.offline())},
          {"quarantined", FlagCell(decision.quarantined())},
          {"anomaly", EnumCell(decision.anomaly())},
          {"attempt_of", decision.attempt_of()}};
}

Cells CellsOf(const Annulment& annulment) {
  return {
      {"kind", "annulment"},
      {"time", TimeCell(annulment.has_annul_time(), annulment.annul_time())},
      {"device", annulment.device()},
      {"scan_id", annulment.scan_id()},
      {"forced", FlagCell(annulment.forced())},
      {"annulling_device", annulment.annulling_device()}};
}

Cells CellsOf(const Conflict& conflict) {
  return {{"kind", "conflict"},
          {"time", TimeCell(conflict.has_scan_time(), conflict.scan_time())},
          {"session", conflict.session()},
          {"registration", conflict.registration()},
          {"device", conflict.device()},
          {"scan_id", conflict.scan_id()},
          {"conflict", conflict.name()},
          {"conflict_kind", EnumCell(conflict.kind())},
          {"conflict_state", EnumCell(conflict.state())},
          {"canonical_device", conflict.canonical_device()},
          {"canonical_scan_id", conflict.canonical_scan_id()},
          {"canonical_time", TimeCell(conflict.has_canonical_scan_time(),
                                      conflict.canonical_scan_time())},
          {"resolve_time",
           TimeCell(conflict.has_resolve_time(), conflict.resolve_time())}};
}

Cells CellsOf(const LedgerEntry& entry) {
  switch (entry.fact_case()) {
    case LedgerEntry::kDecision:
      return CellsOf(entry.decision());
    case LedgerEntry::kAnnulment:
      return CellsOf(entry.annulment());
    case LedgerEntry::kConflict:
      return CellsOf(entry.conflict());
    default:
      // Of a service that is newer than this.
      return {{"kind", "unknown"}};
  }
}

}  // namespace

void WriteLedgerHeader(std::ostream& out) {
  csv::Write({std::begin(kColumns), std::end(kColumns)}, out);
}

void WriteLedgerEntry(const LedgerEntry& entry, std::ostream& out) {
  Cells cells = CellsOf(entry);
  std::vector<std::string> fields;
  for (const char* column : kColumns) fields.push_back(cells[column]);
  csv::Write(fields, out);
}

absl::StatusOr<int64_t> ExportLedger(
    const client::Server& server, const std::string& event, std::ostream& out,
    const std::function<void(int64_t)>& progress) {
  const auto stub = ReportingService::NewStub(
      client::OpenStreamChannel(server, server.reporting));
  reporting::v1::ExportLedgerRequest request;
  request.set_event(event);
  int64_t count = 0;
  bool has_header = false;
  const auto begin = [&] {
    if (!has_header) WriteLedgerHeader(out);
    has_header = true;
  };
  RETURN_IF_ERROR(client::ReadResumed(
      server, *stub, &ReportingService::Stub::ExportLedger, request,
      [&](const reporting::v1::ExportLedgerResponse& response) {
        begin();
        for (const LedgerEntry& entry : response.entries()) {
          WriteLedgerEntry(entry, out);
        }
        count += response.entries_size();
        progress(count);
      }));
  begin();
  return count;
}

}  // namespace rollcall::exports
