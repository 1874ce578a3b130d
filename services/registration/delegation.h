#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::registration {

// The members that a delegation may have and has in one mode.
struct Quota {
  // Nothing means without limit.
  std::optional<int64_t> limit;
  // Those who are PENDING, CONFIRMED or WAITLISTED; at most `limit`.
  int64_t count = 0;

  bool operator==(const Quota&) const = default;
};

// A group that takes part together; see v1::Delegation.
struct Delegation {
  DelegationName name;
  std::string display_name;
  // Empty means none.
  std::string country_code;
  std::string organization;
  // The registration_id of a member who is PENDING, CONFIRMED or WAITLISTED.
  // Empty while nobody leads the delegation.
  std::string head_id;
  Quota in_person;
  Quota online;
  absl::Time create_time;
  // Counts the changes.
  int64_t version = 0;

  bool operator==(const Delegation&) const = default;
};

// DELEGATION_QUOTA_FULL for `mode`.
absl::Status QuotaFull(const DelegationName& name, type::v1::Mode mode);

// OK, or DELEGATION_QUOTA_FULL for the first mode in which `delegation` has
// more members than its quota allows.
absl::Status CheckQuotas(const Delegation& delegation);

}  // namespace rollcall::registration
