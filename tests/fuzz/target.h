#pragma once

#include <cstdio>
#include <cstdlib>

#include "absl/strings/string_view.h"

// What libFuzzer calls (./dev fuzz), and fuzz_test.cc: each takes any bytes and
// aborts if something does not hold that its file says.
namespace rollcall::fuzz {

// What somebody holds before a scanner, or types at a door.
void TryTicket(absl::string_view input);

void TryBase45(absl::string_view input);

// A file of CSV.
void TryCsv(absl::string_view input);

// A page token and what it is bound to.
void TryPageToken(absl::string_view input);

void TryResourceName(absl::string_view input);

// A request, as in request.h.
void TryRequest(absl::string_view input);

// Aborts unless `held`, and tells what does not hold.
inline void Require(bool held, const char* what) {
  if (held) return;
  std::fprintf(stderr, "Does not hold: %s\n", what);
  std::abort();
}

}  // namespace rollcall::fuzz
