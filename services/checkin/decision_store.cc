#include "services/checkin/decision_store.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/audit/decisions.h"

namespace rollcall::checkin {
namespace {

std::vector<Reason> ReasonsOf(const std::string& joined) {
  std::vector<Reason> reasons;
  for (const absl::string_view name :
       absl::StrSplit(joined, ',', absl::SkipEmpty())) {
    reasons.push_back(ParseEnumText<Reason>(name));
  }
  return reasons;
}

std::string JoinedText(const std::vector<Reason>& reasons) {
  return absl::StrJoin(reasons, ",", [](std::string* out, Reason reason) {
    out->append(EnumText(reason));
  });
}

Verdict VerdictOf(const pqxx::row& row) {
  Verdict verdict;
  verdict.outcome = ParseEnumText<Outcome>(db::TextOf(row, "outcome"));
  verdict.reasons = ReasonsOf(db::TextOf(row, "reasons"));
  verdict.anomaly = ParseEnumText<Anomaly>(db::TextOf(row, "anomaly"));
  verdict.forced = db::BoolOf(row, "forced");
  if (const auto first_time = db::OptionalTimeOf(row, "first_scan_time")) {
    verdict.first_admission.emplace();
    verdict.first_admission->scan_time = *first_time;
    verdict.first_admission->device = db::TextOf(row, "first_device_id");
    verdict.first_admission->gate = db::TextOf(row, "first_gate");
  }
  verdict.opens = db::OptionalTimeOf(row, "opens_time");
  verdict.closes = db::OptionalTimeOf(row, "closes_time");
  if (const auto places = db::OptionalIntOf(row, "place_count")) {
    verdict.place_count = static_cast<int>(*places);
  }
  return verdict;
}

Decision DecisionOf(const std::string& event, const pqxx::row& row) {
  Decision decision;
  decision.session = {event, db::TextOf(row, "session_id")};
  decision.scan_id = db::TextOf(row, "scan_id");
  decision.registration =
      db::OptionalTextOf(row, "registration_id").value_or("");
  decision.device = db::TextOf(row, "device_id");
  decision.gate = db::TextOf(row, "gate");
  decision.direction = ParseEnumText<Direction>(db::TextOf(row, "direction"));
  decision.verdict = VerdictOf(row);
  decision.force_requested = db::BoolOf(row, "force_requested");
  decision.scan_time = db::TimeOf(row, "scan_time");
  decision.receive_time = db::TimeOf(row, "receive_time");
  decision.attempt_of = db::OptionalTextOf(row, "attempt_of");
  decision.offline = db::BoolOf(row, "offline");
  decision.quarantined = db::BoolOf(row, "quarantined");
  decision.annul_time = db::OptionalTimeOf(row, "annul_time");
  decision.time_zone = db::TextOf(row, "time_zone");
  return decision;
}

// One array parameter: `get` of each decision, without the NULLs at the end,
// which the statement fills in. Most columns have nothing else.
template <typename Get>
db::Param Column(const std::vector<NewDecision>& decisions, const Get& get) {
  std::vector<db::Param> column;
  column.reserve(decisions.size());
  for (const NewDecision& decision : decisions) {
    column.push_back(db::ToParam(get(decision)));
  }
  while (!column.empty() && !column.back()) column.pop_back();
  return db::ToParam(column);
}

// NULL for what most decisions have.
template <typename T>
std::optional<T> Unless(const T& usual, const T& value) {
  return value == usual ? std::nullopt : std::optional(value);
}

// As above, of the decision's verdict.
template <typename Get>
db::Param VerdictColumn(const std::vector<NewDecision>& decisions,
                        const Get& get) {
  return Column(decisions, [&](const NewDecision& decision) {
    return get(decision.decision.verdict);
  });
}

// What is kept of the words that came with a scan.
std::optional<std::string> CredentialOf(const NewDecision& decision) {
  if (!decision.decision.registration.empty()) return std::nullopt;
  return decision.scan->credential_text;
}

std::optional<std::string> ForceReasonOf(const NewDecision& decision) {
  if (decision.erased) return std::nullopt;
  return Unless<std::string>("", decision.scan->force_reason);
}

std::optional<std::string> ReasonsTextOf(const Verdict& verdict) {
  return Unless<std::string>("", JoinedText(verdict.reasons));
}

std::optional<std::string> AnomalyTextOf(const Verdict& verdict) {
  if (verdict.anomaly == v1::Decision::ANOMALY_UNSPECIFIED) return std::nullopt;
  return EnumText(verdict.anomaly);
}

db::Param ClockOffsetOf(const NewDecision& decision) {
  if (!decision.scan->offline) return std::nullopt;
  return absl::StrCat(
      absl::ToInt64Microseconds(decision.scan->offline->clock_offset),
      " microseconds");
}

// What the row of `decision` says.
audit::DecisionFacts FactsOf(const Decision& decision) {
  const Verdict& verdict = decision.verdict;
  audit::DecisionFacts facts;
  facts.device = decision.device;
  facts.scan_id = decision.scan_id;
  facts.session = decision.session.session;
  facts.registration = Unless<std::string>("", decision.registration);
  facts.gate = decision.gate;
  facts.direction = EnumText(decision.direction);
  facts.outcome = EnumText(verdict.outcome);
  facts.reasons = JoinedText(verdict.reasons);
  facts.anomaly = EnumText(verdict.anomaly);
  facts.forced = verdict.forced;
  facts.force_requested = decision.force_requested;
  facts.attempt_of = decision.attempt_of;
  if (verdict.first_admission) {
    facts.first_scan_time = verdict.first_admission->scan_time;
    facts.first_device = verdict.first_admission->device;
    facts.first_gate = verdict.first_admission->gate;
  }
  facts.opens_time = verdict.opens;
  facts.closes_time = verdict.closes;
  facts.place_count = verdict.place_count;
  facts.offline = decision.offline;
  facts.quarantined = decision.quarantined;
  facts.scan_time = decision.scan_time;
  facts.receive_time = decision.receive_time;
  return facts;
}

}  // namespace

absl::StatusOr<std::map<ScanKey, StoredDecision>> FindDecisions(
    db::Transaction& tx, const std::string& event,
    const std::vector<ScanKey>& scans) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(
          sql::kFindDecisions, event,
          db::ColumnOf(scans, [](const auto& scan) { return scan.first; }),
          db::ColumnOf(scans, [](const auto& scan) { return scan.second; })));
  std::map<ScanKey, StoredDecision> decisions;
  for (const pqxx::row& row : rows) {
    Decision decision = DecisionOf(event, row);
    ScanKey key(decision.device, decision.scan_id);
    decisions[std::move(key)] = {std::move(decision),
                                 db::BytesOf(row, "content_hash")};
  }
  return decisions;
}

absl::StatusOr<bool> InsertDecisions(
    db::Transaction& tx, const std::string& event, const std::string& audit_id,
    const std::vector<NewDecision>& decisions) {
  using New = NewDecision;
  const auto first = [](const Verdict& verdict, const auto& get) {
    return verdict.first_admission
               ? std::optional(get(*verdict.first_admission))
               : std::nullopt;
  };
  const auto& rows = decisions;
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(
          sql::kInsertDecisions, event,
          Column(rows, [](const New& n) { return n.decision.device; }),
          Column(rows, [](const New& n) { return n.decision.scan_id; }),
          Column(rows, [](const New& n) { return n.decision.session.session; }),
          Column(rows,
                 [](const New& n) {
                   return Unless<std::string>("", n.decision.registration);
                 }),
          Column(rows, CredentialOf),
          Column(rows, [](const New& n) { return n.decision.gate; }),
          Column(rows,
                 [](const New& n) { return EnumText(n.decision.direction); }),
          VerdictColumn(rows,
                        [](const Verdict& v) { return EnumText(v.outcome); }),
          VerdictColumn(rows, ReasonsTextOf),
          VerdictColumn(rows, AnomalyTextOf),
          VerdictColumn(
              rows, [](const Verdict& v) { return Unless(false, v.forced); }),
          Column(rows,
                 [](const New& n) {
                   return Unless(false, n.decision.force_requested);
                 }),
          Column(rows, ForceReasonOf),
          Column(rows, [](const New& n) { return n.decision.attempt_of; }),
          VerdictColumn(rows,
                        [&](const Verdict& v) {
                          return first(v, [](const door::Passage& p) {
                            return p.scan_time;
                          });
                        }),
          VerdictColumn(rows,
                        [&](const Verdict& v) {
                          return first(v, [](const door::Passage& p) {
                            return p.device;
                          });
                        }),
          VerdictColumn(rows,
                        [&](const Verdict& v) {
                          return first(
                              v, [](const door::Passage& p) { return p.gate; });
                        }),
          VerdictColumn(rows, [](const Verdict& v) { return v.opens; }),
          VerdictColumn(rows, [](const Verdict& v) { return v.closes; }),
          VerdictColumn(rows, [](const Verdict& v) { return v.place_count; }),
          Column(
              rows,
              [](const New& n) { return Unless(false, n.decision.offline); }),
          Column(rows,
                 [](const New& n) {
                   return Unless(false, n.decision.quarantined);
                 }),
          Column(rows, ClockOffsetOf),
          Column(rows, [](const New& n) { return n.decision.scan_time; }),
          Column(rows, [](const New& n) { return n.decision.receive_time; }),
          Column(rows,
                 [](const New& n) {
                   return db::ByteaParam(n.scan->content_hash);
                 }),
          audit_id));
  return static_cast<size_t>(added.size()) == decisions.size();
}

audit::Entry DecisionsEntry(const std::string& audit_id,
                            const std::vector<NewDecision>& decisions) {
  std::vector<const Decision*> ordered;
  for (const NewDecision& added : decisions) {
    ordered.push_back(&added.decision);
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const Decision* a, const Decision* b) {
              return std::tie(a->device, a->scan_id) <
                     std::tie(b->device, b->scan_id);
            });
  audit::DecisionsHash hash;
  for (const Decision* decision : ordered) hash.Add(FactsOf(*decision));
  return {"doors",
          "",
          "CheckInService",
          audit::DecisionsResource(audit_id),
          audit::DecisionsDetail(hash.count()),
          hash.hash()};
}

}  // namespace rollcall::checkin
