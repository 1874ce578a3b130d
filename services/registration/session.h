#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/registration/v1/session.pb.h"

namespace rollcall::registration {

// A person on the agenda; see v1::Speaker.
struct Speaker {
  v1::Speaker::Role role = v1::Speaker::ROLE_UNSPECIFIED;
  std::string honorific;
  std::string full_name;
  std::string job_title;
  std::string affiliation;
  std::string country_code;
};

// One agenda item; see v1::Session.
struct Session {
  SessionName name;
  v1::Session::Kind kind = v1::Session::KIND_UNSPECIFIED;
  std::string title;
  std::string description;
  absl::Time start_time;
  absl::Time end_time;
  std::string room;
  std::vector<Speaker> speakers;
  // The titles of what is launched.
  std::vector<std::string> launches;
  absl::Time create_time;
};

}  // namespace rollcall::registration
