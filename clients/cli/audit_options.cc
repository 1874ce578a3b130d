#include "clients/cli/audit_options.h"

#include <memory>
#include <optional>
#include <string>
#include <sysexits.h>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "clients/audit/verify.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/help_text.h"
#include "clients/cli/outcome.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

struct Flags {
  std::string event;
  std::string anchor;
  Output output = Output::kTable;
};

// What --anchor names, which is of `event`.
absl::StatusOr<audit::Anchor> ReadAnchor(const std::string& path,
                                         const std::string& event,
                                         std::istream& in) {
  ASSIGN_OR_RETURN(const auto file, OpenInput(path, in));
  auto anchor = audit::ParseAnchor(*file);
  if (!anchor.ok()) {
    return WithExitCode(
        absl::InvalidArgumentError(absl::StrCat(
            "--anchor: ", path, ": ", std::string(anchor.status().message()))),
        EX_DATAERR);
  }
  if (anchor->event != event) {
    return WithExitCode(absl::InvalidArgumentError(absl::StrCat(
                            "--anchor: ", path, ": is of ", anchor->event,
                            ", not of ", event, ".")),
                        EX_DATAERR);
  }
  return anchor;
}

nlohmann::ordered_json ListOfHeads(const std::vector<audit::Head>& heads) {
  auto list = nlohmann::ordered_json::array();
  for (const audit::Head& head : heads) {
    list.push_back({{"chain", head.chain},
                    {"number", head.number},
                    {"hash", absl::BytesToHexString(head.hash)}});
  }
  return list;
}

nlohmann::ordered_json ListOfFindings(
    const std::vector<audit::Finding>& findings) {
  auto list = nlohmann::ordered_json::array();
  for (const audit::Finding& finding : findings) {
    nlohmann::ordered_json element = {{"chain", finding.chain},
                                      {"batch", finding.number}};
    if (finding.ordinal != 0) element["entry"] = finding.ordinal;
    element["kind"] = audit::TextOf(finding.kind);
    element["description"] = finding.what;
    list.push_back(std::move(element));
  }
  return list;
}

bool Holds(const audit::Verified& verified) {
  return verified.findings.empty() && verified.remarks.empty();
}

// As a table it is the anchor alone, so that a file of it is one.
void WriteResult(const audit::Verified& verified, Output output,
                 std::ostream& out) {
  if (output == Output::kTable) {
    out << audit::RenderAnchor(verified.anchor);
    return;
  }
  WriteOutcome({{"event", verified.anchor.event},
                {"holds", Holds(verified)},
                {"batch_count", verified.batch_count},
                {"entry_count", verified.entry_count},
                {"decision_count", verified.decision_count},
                {"unaudited_decision_count", verified.anchor.unaudited_count},
                {"heads", ListOfHeads(verified.anchor.heads)},
                {"findings", ListOfFindings(verified.findings)},
                {"remarks", verified.remarks}},
               output, out);
}

absl::StatusOr<int> Verify(const Flags& flags, const client::Server& server,
                           const Terminal& terminal) {
  std::optional<audit::Anchor> kept;
  if (!flags.anchor.empty()) {
    ASSIGN_OR_RETURN(kept, ReadAnchor(flags.anchor, flags.event, terminal.in));
  }
  const auto verified = [&] {
    ProgressBar bar(terminal, "batches");
    return audit::Verify(server, flags.event, kept,
                         [&bar](int64_t done) { bar.Show(done, -1); });
  }();
  if (!verified.ok()) return verified.status();
  for (const audit::Finding& finding : verified->findings) {
    terminal.err << CellText(audit::TextOf(finding)) << "\n";
  }
  for (const std::string& remark : verified->remarks) {
    terminal.err << remark << "\n";
  }
  const bool holds = Holds(*verified);
  terminal.err << (holds ? "holds: " : "does not hold: ")
               << verified->batch_count << " batches, " << verified->entry_count
               << " entries, " << verified->decision_count << " decisions\n";
  WriteResult(*verified, flags.output, terminal.out);
  return holds ? kExitOk : kExitDiffers;
}

}  // namespace

void AddAuditVerify(CLI::App& audit, Action& action) {
  auto* command = audit.add_subcommand(
      "verify",
      "Computes the audit of an event anew and tells what was changed, removed "
      "or reordered: exit code 9.\n"
      "Prints the heads of its chains. Keep them elsewhere: with --anchor they "
      "show later that the audit is still the same.");
  AddExample(*command, "audit verify --event forum-2022 > heads.txt");
  const auto flags = std::make_shared<Flags>();
  AddEvent(*command, flags->event);
  command
      ->add_option("--anchor", flags->anchor,
                   "file with heads that this printed before as a table; - "
                   "is standard input")
      ->type_name(kFileType);
  AddOutput(*command, flags->output);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      return Verify(*flags, server, terminal);
    };
  });
}

}  // namespace rollcall::cli
