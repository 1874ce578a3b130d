#pragma once

#include <optional>
#include <vector>

#include "absl/time/time.h"

#include "common/enrolment/place.h"
#include "rollcall/registration/v1/event.pb.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

using enrolment::PlaceKind;
using enrolment::Places;
using enrolment::PlacesFor;

// PENDING, CONFIRMED or WAITLISTED: the person may still take part, and their
// e-mail is theirs at the event.
bool IsLive(v1::Registration::State state);

// Whether `registration` has the places of PlacesFor: confirmed or offered.
bool HoldsPlaces(const Registration& registration);

// The state of a new registration that takes `kinds` of `places`: PENDING when
// a registrar decides, else CONFIRMED with the places taken, or WAITLISTED.
v1::Registration::State Admit(v1::ApprovalPolicy policy,
                              const std::vector<PlaceKind>& kinds,
                              Places& places);

// What ends a registration.
enum class Ending { kRejected, kCancelled, kWithdrawn };

v1::Registration::State StateOf(Ending ending);

// Whether a registration in `state` may end so: whatever is live may be
// cancelled and withdrawn; a registrar rejects who is not confirmed.
bool MayEnd(v1::Registration::State state, Ending ending);

// Somebody on the waiting list without an offer.
struct Waiting {
  std::string registration;
  std::vector<PlaceKind> kinds;
};

// Takes places for those in `line`, in its order, who find all that they need,
// and returns their registrations. Whoever needs a kind of which none is left
// keeps waiting and holds up nobody who does not need it.
std::vector<std::string> OfferPlaces(const std::vector<Waiting>& line,
                                     Places& places);

}  // namespace rollcall::registration
