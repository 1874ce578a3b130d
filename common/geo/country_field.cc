#include "common/geo/country_field.h"

#include "common/geo/country.h"

namespace rollcall::geo {

void CheckCountry(absl::string_view field, const std::string& code,
                  FieldChecker& check) {
  if (code.empty() || FindCountry(code) != nullptr) return;
  check.Fail(field,
             "Must be an ISO 3166-1 alpha-2 code in upper case such as CN, or "
             "empty.");
}

}  // namespace rollcall::geo
