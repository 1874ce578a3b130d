#pragma once

#include "absl/strings/string_view.h"

namespace rollcall::geo {

// A country or area of ISO 3166-1, from the iso-codes package of the machine
// that built this.
struct Country {
  // ISO 3166-1 alpha-2, in upper case.
  const char* code;
  // The name in English, the common one where there is one.
  const char* display_name;
};

// Returns the country with this alpha-2 code, or null. Case matters.
const Country* FindCountry(absl::string_view code);

// Returns the country that `text` means to a person: an alpha-2 or alpha-3 code
// or the English name, whatever its case, accents, blanks and punctuation, with
// or without `the`. Null if no country is called so.
const Country* FindCountryByText(absl::string_view text);

}  // namespace rollcall::geo
