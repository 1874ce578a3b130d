#pragma once

#include <functional>
#include <random>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::fuzz {

// Changes some bytes of a text.
using MutateText =
    std::function<std::string(std::string text, std::mt19937& random)>;

// Returns the request that `text` is, see request.h, with one to four of its
// fields changed, added or removed: to what fields of requests often are, to
// what is just beyond a limit, or by `mutate`. Of a text that is no request,
// some request.
std::string MutateRequest(absl::string_view text, const MutateText& mutate,
                          std::mt19937& random);

}  // namespace rollcall::fuzz
