#pragma once

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"

#include "common/enrolment/registration.h"

namespace rollcall::enrolment {

// What registrations of an event may name.
struct References {
  std::set<std::string> sectors;
  // The modes that each session allows, as EnumText spells them; none means
  // all.
  std::map<std::string, std::set<std::string>> session_modes;
};

// OK when the event `name` has the sector and the sessions of `registration`,
// and the sessions allow its mode; else SECTOR_NOT_FOUND, SESSION_NOT_FOUND or
// MODE_NOT_ALLOWED.
absl::Status CheckReferences(const References& references,
                             const EventName& name,
                             const Registration& registration);

}  // namespace rollcall::enrolment
