#include "common/enrolment/place.h"

#include "common/api/resource_name.h"

namespace rollcall::enrolment {

std::vector<PlaceKind> PlacesFor(type::v1::Mode mode,
                                 const std::vector<std::string>& sessions) {
  std::vector<PlaceKind> kinds = {{kVenueSession, mode}};
  for (const std::string& session : sessions) kinds.push_back({session, mode});
  return kinds;
}

const PlaceKind* Places::FindFull(const std::vector<PlaceKind>& kinds) const {
  for (const PlaceKind& kind : kinds) {
    const auto found = counts_.find(kind);
    if (found != counts_.end() && found->second.taken >= found->second.places) {
      return &kind;
    }
  }
  return nullptr;
}

bool Places::Take(const std::vector<PlaceKind>& kinds) {
  if (FindFull(kinds) != nullptr) return false;
  for (const PlaceKind& kind : kinds) {
    const auto found = counts_.find(kind);
    if (found == counts_.end()) continue;
    ++found->second.taken;
    ++change_[kind];
  }
  return true;
}

void Places::Free(const std::vector<PlaceKind>& kinds) {
  for (const PlaceKind& kind : kinds) {
    const auto found = counts_.find(kind);
    if (found == counts_.end()) continue;
    --found->second.taken;
    --change_[kind];
  }
}

std::map<PlaceKind, Places::Count> Places::Changed() const {
  std::map<PlaceKind, Count> changed;
  for (const auto& [kind, change] : change_) {
    if (change != 0) changed.emplace(kind, counts_.at(kind));
  }
  return changed;
}

}  // namespace rollcall::enrolment
