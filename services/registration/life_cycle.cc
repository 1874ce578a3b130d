#include "services/registration/life_cycle.h"

namespace rollcall::registration {

using State = v1::Registration::State;

bool IsLive(State state) {
  return state == v1::Registration::STATE_PENDING ||
         state == v1::Registration::STATE_CONFIRMED ||
         state == v1::Registration::STATE_WAITLISTED;
}

bool HoldsPlaces(const Registration& registration) {
  return registration.state == v1::Registration::STATE_CONFIRMED ||
         registration.offer_expire_time.has_value();
}

State Admit(v1::ApprovalPolicy policy, const std::vector<PlaceKind>& kinds,
            Places& places) {
  if (policy == v1::APPROVAL_POLICY_REGISTRAR) {
    return v1::Registration::STATE_PENDING;
  }
  return places.Take(kinds) ? v1::Registration::STATE_CONFIRMED
                            : v1::Registration::STATE_WAITLISTED;
}

State StateOf(Ending ending) {
  switch (ending) {
    case Ending::kRejected:
      return v1::Registration::STATE_REJECTED;
    case Ending::kCancelled:
      return v1::Registration::STATE_CANCELLED;
    case Ending::kWithdrawn:
      return v1::Registration::STATE_WITHDRAWN;
  }
  return v1::Registration::STATE_UNSPECIFIED;
}

bool MayEnd(State state, Ending ending) {
  return IsLive(state) && (ending != Ending::kRejected ||
                           state != v1::Registration::STATE_CONFIRMED);
}

std::vector<std::string> OfferPlaces(const std::vector<Waiting>& line,
                                     Places& places) {
  std::vector<std::string> offered;
  for (const Waiting& waiting : line) {
    if (places.Take(waiting.kinds)) offered.push_back(waiting.registration);
  }
  return offered;
}

}  // namespace rollcall::registration
