#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "common/api/field_checker.h"

namespace rollcall::geo {

// Notes a violation unless `code` is empty or an ISO 3166-1 alpha-2 code.
void CheckCountry(absl::string_view field, const std::string& code,
                  FieldChecker& check);

}  // namespace rollcall::geo
