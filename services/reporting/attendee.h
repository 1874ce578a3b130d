#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/type/v1/mode.pb.h"
#include "services/reporting/breakdown.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// A person and how the person attended; see v1::Attendee. Empty text means
// unknown; of a delegation, none.
struct Attendee {
  // Ids.
  std::string registration;
  std::string delegation;
  std::string display_name;
  std::string email;
  std::string external_id;
  std::string organization;
  std::string job_title;
  std::string country_code;
  std::string sector_id;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  bool confirmed = false;
  Bucket bucket = Bucket::kNone;
  int64_t online_seconds = 0;
  int64_t in_person_seconds = 0;
  std::optional<absl::Time> first_time;
  std::optional<absl::Time> last_time;
};

// Whom to list.
struct AttendeeFilter {
  PeopleFilter people;
  // Empty means any.
  std::set<Bucket> buckets;
};

// Some of a list, of one snapshot.
struct AttendeePage {
  std::vector<Attendee> attendees;
  DataState state;
};

}  // namespace rollcall::reporting
