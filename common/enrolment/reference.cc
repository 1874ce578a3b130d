#include "common/enrolment/reference.h"

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/status/error.h"

namespace rollcall::enrolment {

absl::Status CheckReferences(const References& references,
                             const EventName& name,
                             const Registration& registration) {
  const std::string& sector = registration.sector_id;
  if (!sector.empty() && references.sectors.count(sector) == 0) {
    return Error(error::v1::SECTOR_NOT_FOUND,
                 "The event has no such sector; GetEvent lists those it has.",
                 {{"sector", sector}, {"event", name.ToString()}});
  }
  const std::string mode = EnumText(registration.mode);
  for (const std::string& id : registration.sessions) {
    const SessionName session{name.event, id};
    const auto found = references.session_modes.find(id);
    if (found == references.session_modes.end()) return NotFound(session);
    if (!found->second.empty() && found->second.count(mode) == 0) {
      return Error(error::v1::MODE_NOT_ALLOWED,
                   "The session does not allow the registration's mode.",
                   {{"session", session.ToString()}, {"mode", mode}});
    }
  }
  return absl::OkStatus();
}

}  // namespace rollcall::enrolment
