#pragma once

#include "common/enrolment/registration.h"
#include "rollcall/registration/v1/event.pb.h"

namespace rollcall::enrolment {

// An event's rules for registrations.
struct EventPolicy {
  registration::v1::ApprovalPolicy approval =
      registration::v1::APPROVAL_POLICY_UNSPECIFIED;
  // Addresses that differ only in what stands between `+` and `@` are one
  // person's.
  bool ignore_plus_alias = false;
};

// Returns `registration` with the key under which the event keeps its address,
// by which a person is known. Without an address it is one that no address has
// and nobody else, made of the registration's id.
Registration KeyedFor(const EventPolicy& policy, Registration registration);

}  // namespace rollcall::enrolment
