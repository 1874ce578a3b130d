#include "services/checkin/decision_tally.h"

#include <string>

#include "common/api/enum_text.h"

namespace rollcall::checkin {
namespace {

// The value of a label: nothing for the value 0.
template <typename Enum>
std::string LabelOf(Enum value) {
  return value == 0 ? "" : EnumText(value);
}

// The counter of `value`: of 0 for one that this build does not know, as a
// newer device may send.
template <typename Counters, typename Enum>
auto& Of(Counters& counters, Enum value) {
  const auto index = static_cast<size_t>(value);
  return counters[index < counters.size() ? index : 0];
}

}  // namespace

void DecisionTally::Add(const Answer& answer) {
  if (answer.replayed) {
    replays_.Add();
    return;
  }
  const Verdict& verdict = answer.decision.verdict;
  const Reason reason = verdict.reasons.empty()
                            ? v1::Decision::REASON_UNSPECIFIED
                            : verdict.reasons.front();
  Of(Of(Of(decisions_, verdict.outcome), reason), answer.session_kind).Add();
  if (verdict.forced) forced_.Add();
  if (answer.decision.offline) offline_.Add();
}

void DecisionTally::AddTo(metrics::Page& page) const {
  for (int outcome = 0; outcome < v1::Decision::Outcome_ARRAYSIZE; ++outcome) {
    for (int reason = 0; reason < v1::Decision::Reason_ARRAYSIZE; ++reason) {
      for (int kind = 0; kind < registration::v1::Session::Kind_ARRAYSIZE;
           ++kind) {
        const Counter& counter = decisions_[outcome][reason][kind];
        if (counter.value() == 0) continue;
        page.AddCounter(
            "rollcall_decisions_total", "Scans that were decided.",
            {{"outcome", LabelOf(static_cast<Outcome>(outcome))},
             {"reason", LabelOf(static_cast<Reason>(reason))},
             {"session_kind", LabelOf(static_cast<SessionKind>(kind))}},
            counter);
      }
    }
  }
  page.AddCounter("rollcall_decisions_forced_total",
                  "Decisions that a supervisor's force has changed.", {},
                  forced_);
  page.AddCounter("rollcall_decisions_offline_total",
                  "Decisions that devices had made alone and uploaded.", {},
                  offline_);
  page.AddCounter("rollcall_decision_replays_total",
                  "Answers to scans that were decided before.", {}, replays_);
}

}  // namespace rollcall::checkin
