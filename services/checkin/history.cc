#include "services/checkin/history.h"

namespace rollcall::checkin {
namespace {

using door::FoldPassages;
using door::Stay;

bool AreSame(const Stay& a, const Stay& b) {
  return a.entry.scan_time == b.entry.scan_time && a.end == b.end;
}

StayKey KeyOf(const PersonAtDoor& person, size_t index) {
  return {person, static_cast<int>(index) + 1};
}

void Count(const std::string& session, const std::vector<Stay>& before,
           const std::vector<Stay>& now, Movement& movement) {
  const int change = static_cast<int>(InsideSince(now).has_value()) -
                     static_cast<int>(InsideSince(before).has_value());
  if (change != 0 && (movement.inside[session] += change) == 0) {
    movement.inside.erase(session);
  }
}

void Add(const PersonAtDoor& person, const History& history,
         StayChanges& changes) {
  const std::vector<Stay> before = FoldPassages(history.before);
  const std::vector<Stay> now = FoldPassages(history.passages);
  bool has_changed = before.size() != now.size();
  for (size_t i = 0; i < now.size(); ++i) {
    if (i < before.size() && AreSame(before[i], now[i])) continue;
    has_changed = true;
    changes.saved.push_back(
        {KeyOf(person, i), now[i].entry.scan_time, now[i].end});
  }
  for (size_t i = now.size(); i < before.size(); ++i) {
    changes.deleted.push_back(KeyOf(person, i));
  }
  if (!has_changed) return;
  changes.movement.recounted.push_back(person.first);
  Count(person.second, before, now, changes.movement);
}

}  // namespace

StayChanges ChangesOf(const Histories& histories) {
  StayChanges changes;
  for (const auto& [person, history] : histories) {
    if (history.HasChanged()) Add(person, history, changes);
  }
  return changes;
}

}  // namespace rollcall::checkin
