#include <map>
#include <set>
#include <string>

#include "services/checkin/checkin_message.h"
#include "tests/simulation/judges.h"

namespace rollcall::simulation {
namespace {

using checkin::ScanKey;
using checkin::v1::Decision;

// How far a scan may be ahead of the service's clock and count.
constexpr absl::Duration kMostLead = absl::Minutes(10);

class LedgerJudge {
 public:
  LedgerJudge(const Remains& remains, Violations& violations)
      : remains_(remains), tables_(remains.tables), violations_(violations) {}

  void Judge() {
    JudgeAnswers();
    for (const auto& kiosk : remains_.kiosks) JudgeJournal(*kiosk);
    for (const auto& [key, stored] : tables_.decisions) {
      if (scanned_.count(key) == 0) {
        violations_.Report("phantom: nobody scanned ", key.second);
      }
      const checkin::Decision& decision = stored.decision;
      const bool is_ahead =
          decision.scan_time - decision.receive_time > kMostLead;
      if (decision.quarantined != (decision.offline && is_ahead)) {
        violations_.Report("stale: whether ", key.second, " is of the future");
      }
    }
  }

 private:
  // Every answer is kept, and as it was given.
  void JudgeAnswers() {
    for (const auto& kiosk : remains_.kiosks) {
      for (const auto& [key, answer] : kiosk->acknowledged()) {
        const auto stored = tables_.decisions.find(key);
        if (stored == tables_.decisions.end()) {
          violations_.Report("lost: ", key.second, " was acknowledged");
          continue;
        }
        Decision kept;
        Render(stored->second.decision, "", kept);
        // Since when it is taken back is all that may be different.
        Decision given = answer;
        given.clear_annul_time();
        if (given.SerializeAsString() != kept.SerializeAsString()) {
          violations_.Report("stale: ", key.second, " was answered\n",
                             given.DebugString(), "and is not what is kept");
        }
      }
    }
  }

  void JudgeJournal(const Kiosk& kiosk) {
    std::set<std::string> corrected;
    for (const JournalEntry& entry : kiosk.journal()) {
      const std::string& of = entry.scan.request.attempt_of();
      if (!of.empty() && !corrected.insert(of).second) {
        violations_.Report("duplicate: two corrections of ", of);
      }
    }
    for (const JournalEntry& entry : kiosk.journal()) {
      const ScanKey key = {kiosk.options().device,
                           entry.scan.request.scan_id()};
      if (!scanned_.insert(key).second) {
        violations_.Report("duplicate: two scans ", key.second);
      }
      if (JudgeEntry(key, entry)) JudgeAct(key, entry, corrected);
    }
  }

  // Whether a scan is in the ledger is what its kiosk believes. True when it
  // is, and the kiosk is done with it.
  bool JudgeEntry(const ScanKey& key, const JournalEntry& entry) {
    const bool is_kept = tables_.decisions.count(key) > 0;
    if (entry.is_dropped) {
      if (is_kept) {
        violations_.Report("phantom: ", key.second, " was not answered");
      }
    } else if (entry.status == kiosk::ScanStatus::kFailed) {
      const bool is_poison = entry.scan.request.gate() == kPoisonGate;
      if (is_poison == is_kept) {
        violations_.Report("lost: the service does not take ", key.second);
      }
    } else if (entry.status != kiosk::ScanStatus::kSettled) {
      violations_.Report("lost: ", key.second, " is not settled");
    } else if (!is_kept) {
      violations_.Report("lost: ", key.second);
    } else {
      return true;
    }
    return false;
  }

  // The ledger says what the operator was told, or was made to say so.
  void JudgeAct(const ScanKey& key, const JournalEntry& entry,
                const std::set<std::string>& corrected) {
    if (!entry.told || entry.is_taken_back) return;
    const Decision::Outcome kept =
        tables_.decisions.at(key).decision.verdict.outcome;
    const bool is_annulled = tables_.annulments.count(key) > 0;
    if (kept == *entry.told) {
      if (is_annulled) {
        violations_.Report("lost: nobody took ", key.second, " back");
      }
    } else if (*entry.told == Decision::OUTCOME_REFUSED) {
      if (!is_annulled) {
        violations_.Report("phantom: the door refused ", key.second);
      }
    } else if (kept != Decision::OUTCOME_REFUSED ||
               corrected.count(key.second) == 0) {
      violations_.Report("lost: what the door did about ", key.second);
    }
  }

  const Remains& remains_;
  const Tables& tables_;
  Violations& violations_;
  // All scans of the journals.
  std::set<ScanKey> scanned_;
};

}  // namespace

void JudgeLedger(const Remains& remains, Violations& violations) {
  LedgerJudge(remains, violations).Judge();
}

}  // namespace rollcall::simulation
