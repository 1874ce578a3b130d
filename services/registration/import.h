#pragma once

#include <string>
#include <vector>

#include "common/api/resource_name.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// What an import is asked to do; see v1::ImportRegistrationsRequest.
struct ImportRequest {
  EventName event;
  // A UUID.
  std::string request_id;
  // Register the others when some rows are bad.
  bool skip_bad = false;
  // Register nobody.
  bool dry_run = false;
};

// Why a row was not registered; see
// v1::ImportRegistrationsResponse::RowError.
struct RowError {
  int line = 0;
  std::string field;
  std::string reason;
  std::string description;
};

// What an import did; see v1::ImportRegistrationsResponse.
struct ImportResult {
  int created = 0;
  int waitlisted = 0;
  int unchanged = 0;
  int failed = 0;
  // In the order of lines, at most limits::kMaxRowErrors.
  std::vector<RowError> errors;

  // Notes that a row is bad, for `reasons`, not empty.
  void Fail(std::vector<RowError> reasons);
};

// A row of an import that is well formed by itself.
struct ImportRow {
  int line = 0;
  Registration registration;
};

}  // namespace rollcall::registration
