#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/registration/v1/event.pb.h"
#include "services/registration/attendance_rule.h"
#include "services/registration/capacity.h"

namespace rollcall::registration {

// A kind of institution; see v1::Sector.
struct Sector {
  std::string id;
  std::string display_name;

  bool operator==(const Sector&) const = default;
};

// An organization behind an event; see v1::Partner.
struct Partner {
  v1::Partner::Role role = v1::Partner::ROLE_UNSPECIFIED;
  std::string display_name;

  bool operator==(const Partner&) const = default;
};

// One edition of a forum; see v1::Event.
struct Event {
  std::string id;
  std::string title;
  std::string theme;
  std::string edition;
  std::string host_fair;
  std::string venue;
  std::string city;
  std::string country_code;
  std::string time_zone;
  absl::Time start_time;
  absl::Time end_time;
  std::vector<Sector> sectors;
  std::vector<Partner> partners;
  absl::Duration online_attendance_threshold;
  AttendanceRule attendance_rule;
  Capacity capacity;
  PlacesTaken taken;
  v1::ApprovalPolicy approval_policy = v1::APPROVAL_POLICY_UNSPECIFIED;
  absl::Duration offer_duration;
  bool ignore_plus_alias = false;
  // Nothing means never.
  std::optional<absl::Time> retention_time;
  absl::Time create_time;
  // Its etag.
  int64_t version = 0;

  bool operator==(const Event&) const = default;
};

// The sectors of an event that names none.
std::vector<Sector> DefaultSectors();

// How long watching online counts as attended when an event does not say.
inline constexpr absl::Duration kDefaultOnlineAttendanceThreshold =
    absl::Seconds(60);

// How long a place is kept for somebody when an event does not say.
inline constexpr absl::Duration kDefaultOfferDuration = absl::Hours(12);

}  // namespace rollcall::registration
