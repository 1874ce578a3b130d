#include "common/enrolment/person_entry.h"

#include <optional>
#include <string>
#include <utility>

#include "common/enrolment/person_text.h"
#include "common/trail/trail.h"

namespace rollcall::enrolment {

absl::StatusOr<audit::Entry> PersonEntry(db::Transaction& tx,
                                         const auth::Act& act,
                                         const Registration& registration) {
  ASSIGN_OR_RETURN(
      std::optional<std::string> commitment,
      trail::CommitTo(tx, registration.name, PersonText(registration.person)));
  return trail::EntryOf(act, registration.name.ToString(),
                        std::move(commitment));
}

}  // namespace rollcall::enrolment
