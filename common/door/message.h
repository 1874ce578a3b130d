#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "common/door/door.h"
#include "rollcall/checkin/v1/decision.pb.h"

namespace rollcall::door {

// Renders `verdict` but for the device of the first admission, whose name needs
// its event.
void Render(const Verdict& verdict, checkin::v1::Decision& out);

// Returns what to tell the operator about `decision`, in one sentence in the
// language of `language_code` (BCP 47), times in the IANA `time_zone`. In
// English where there is no such text: common/door/messages has one file for
// each language.
std::string TextOf(const checkin::v1::Decision& decision,
                   absl::string_view language_code,
                   absl::string_view time_zone);

}  // namespace rollcall::door
