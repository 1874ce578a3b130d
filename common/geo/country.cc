#include "common/geo/country.h"

#include <algorithm>
#include <iterator>

#include "countries_data.h"

namespace rollcall::geo {

const Country* FindCountry(absl::string_view code) {
  const auto* found =
      std::lower_bound(std::begin(kCountries), std::end(kCountries), code,
                       [](const Country& country, absl::string_view sought) {
                         return absl::string_view(country.code) < sought;
                       });
  return found != std::end(kCountries) && found->code == code ? found : nullptr;
}

}  // namespace rollcall::geo
