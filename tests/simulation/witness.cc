#include "tests/simulation/witness.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace rollcall::simulation {
namespace {

using checkin::ScanKey;
using checkin::v1::Decision;
using registration::v1::AdmissionPolicy;

// How many stays last in the room of `session`.
int64_t CountInside(const Tables& tables, const std::string& session) {
  int64_t inside = 0;
  for (const auto& [key, stay] : tables.stays) {
    if (key.first.second == session && !stay.second) ++inside;
  }
  return inside;
}

}  // namespace

Witness::Witness(const Scene& scene, const Tables& tables)
    : scene_(scene), tables_(tables) {
  for (const auto& [session, policy] : scene_.policies) {
    if (policy.place_count) inside_[session] = CountInside(tables, session);
  }
  for (const auto& [key, stored] : tables_.decisions) scans_.insert(key);
}

std::vector<std::string> Witness::Judge(
    const std::vector<checkin::NewDecision>& added) const {
  std::vector<std::string> violations;
  std::set<ScanKey> seen = scans_;
  bool is_online = true;
  for (const auto& [scan, decision, erased] : added) {
    is_online = is_online && !decision.offline;
    if (!decision.offline && !MayEnter(decision, seen)) {
      violations.push_back(absl::StrCat("phantom: ", decision.scan_id,
                                        " lets somebody in once more"));
    }
    seen.emplace(decision.device, decision.scan_id);
  }
  // What devices have decided may be too many.
  if (!is_online) return violations;
  for (const auto& [session, before] : inside_) {
    const int64_t now = CountInside(tables_, session);
    const int64_t places = *scene_.policies.at(session).place_count;
    if (now > std::max(before, places)) {
      violations.push_back(absl::StrCat("phantom: ", now, " people are in ",
                                        session, ", which has ", places,
                                        " places"));
    }
  }
  return violations;
}

// Nobody comes in who is inside, by the clock of the scan or after all scans of
// `seen`, nor comes back where that is forbidden.
bool Witness::MayEnter(const checkin::Decision& decision,
                       const std::set<ScanKey>& seen) const {
  const checkin::PersonAtDoor person = {decision.registration,
                                        decision.session.session};
  const door::Reentry reentry = scene_.policies.at(person.second).reentry;
  if (decision.verdict.outcome != Decision::OUTCOME_ADMITTED ||
      reentry == AdmissionPolicy::REENTRY_ALWAYS) {
    return true;
  }
  // By time and scan_id: whether it is an entry.
  std::map<std::pair<absl::Time, std::string>, bool> passages;
  for (const ScanKey& key : tables_.passages.at(person)) {
    const checkin::Decision& other = tables_.decisions.at(key).decision;
    if (seen.count(key) > 0 && tables_.annulments.count(key) == 0 &&
        !other.quarantined) {
      passages[{other.scan_time, other.scan_id}] =
          other.direction == Decision::DIRECTION_ENTRY;
    }
  }
  bool is_inside = false;
  bool was_inside = false;
  bool is_inside_then = false;
  for (const auto& [moment, is_entry] : passages) {
    is_inside = is_entry;
    was_inside |= is_entry;
    if (moment.first <= decision.scan_time) is_inside_then = is_entry;
  }
  const bool is_back = was_inside && reentry == AdmissionPolicy::REENTRY_NEVER;
  return !is_inside && !is_inside_then && !is_back;
}

}  // namespace rollcall::simulation
