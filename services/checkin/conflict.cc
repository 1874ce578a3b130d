#include "services/checkin/conflict.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/uuid.h"

namespace rollcall::checkin {
namespace {

bool HasOffline(const std::vector<door::Passage>& passages) {
  return std::any_of(passages.begin(), passages.end(),
                     [](const door::Passage& p) { return p.offline; });
}

// A conflict of one scan, new.
Conflict NewConflict(v1::Conflict::Kind kind, const PersonAtDoor& person,
                     const std::string& device, const std::string& scan_id,
                     absl::Time scan_time) {
  Conflict conflict;
  conflict.id = ConflictId(kind, device, scan_id);
  conflict.kind = kind;
  conflict.registration = person.first;
  conflict.session = person.second;
  conflict.device = device;
  conflict.scan_id = scan_id;
  conflict.scan_time = scan_time;
  return conflict;
}

Conflict DuplicateOf(const PersonAtDoor& person,
                     const door::Duplicate& duplicate) {
  const auto& [passage, canonical] = duplicate;
  Conflict conflict =
      NewConflict(v1::Conflict::KIND_DUPLICATE_OFFLINE, person, passage.device,
                  passage.scan_id, passage.scan_time);
  conflict.canonical_device = canonical.device;
  conflict.canonical_scan_id = canonical.scan_id;
  conflict.canonical_scan_time = canonical.scan_time;
  return conflict;
}

}  // namespace

std::string ConflictId(v1::Conflict::Kind kind, const std::string& device,
                       const std::string& scan_id) {
  return UuidOfName(
      absl::StrCat(v1::Conflict::Kind_Name(kind), "/", device, "/", scan_id));
}

Conflict ConflictOf(v1::Conflict::Kind kind, const Decision& decision) {
  return NewConflict(kind, {decision.registration, decision.session.session},
                     decision.device, decision.scan_id, decision.scan_time);
}

Duplicates DuplicatesOf(const std::map<std::string, door::Policy>& policies,
                        const Histories& histories) {
  Duplicates duplicates;
  for (const auto& [person, history] : histories) {
    if (!history.HasChanged() ||
        (!HasOffline(history.before) && !HasOffline(history.passages))) {
      continue;
    }
    duplicates.people.push_back(person);
    for (const door::Duplicate& duplicate : door::FindDuplicates(
             policies.at(person.second).reentry, history.passages)) {
      duplicates.conflicts.push_back(DuplicateOf(person, duplicate));
    }
  }
  return duplicates;
}

std::vector<Conflict> OverCapacityOf(const std::string& session,
                                     int place_count,
                                     std::vector<RoomStay> stays) {
  std::vector<door::Occupant> occupants;
  std::map<ScanKey, std::string> registrations;
  for (RoomStay& stay : stays) {
    registrations.emplace(ScanKey(stay.occupant.device, stay.occupant.scan_id),
                          std::move(stay.registration));
    occupants.push_back(std::move(stay.occupant));
  }
  std::vector<Conflict> conflicts;
  for (const door::Occupant& over :
       door::FindOverCapacity(place_count, std::move(occupants))) {
    conflicts.push_back(
        NewConflict(v1::Conflict::KIND_OVER_CAPACITY,
                    {registrations[{over.device, over.scan_id}], session},
                    over.device, over.scan_id, over.start));
  }
  return conflicts;
}

}  // namespace rollcall::checkin
