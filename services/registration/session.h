#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/registration/v1/session.pb.h"
#include "rollcall/type/v1/mode.pb.h"
#include "services/registration/admission.h"
#include "services/registration/capacity.h"

namespace rollcall::registration {

// A person on the agenda; see v1::Speaker.
struct Speaker {
  v1::Speaker::Role role = v1::Speaker::ROLE_UNSPECIFIED;
  std::string honorific;
  std::string full_name;
  std::string job_title;
  std::string affiliation;
  std::string country_code;

  bool operator==(const Speaker&) const = default;
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
  Capacity capacity;
  PlacesTaken taken;
  v1::Session::Access access = v1::Session::ACCESS_UNSPECIFIED;
  // Empty means every mode.
  std::vector<type::v1::Mode> allowed_modes;
  AdmissionPolicy admission;
  absl::Time create_time;
  // Its etag.
  int64_t version = 0;

  bool operator==(const Session&) const = default;
};

}  // namespace rollcall::registration
