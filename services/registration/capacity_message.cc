#include "services/registration/capacity_message.h"

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"

namespace rollcall::registration {
namespace {

std::optional<int> ParsePlaces(const std::string& field, bool is_set,
                               int places, FieldChecker& check) {
  if (!is_set) return std::nullopt;
  if (places < 0 || places > limits::kMaxPlaces) {
    check.Fail(field, absl::StrCat("Must be from 0 to ", limits::kMaxPlaces,
                                   ", or unset for no limit."));
  }
  return places;
}

}  // namespace

Capacity ParseCapacity(const std::string& field, const v1::Capacity& message,
                       FieldChecker& check) {
  return {ParsePlaces(field + ".in_person", message.has_in_person(),
                      message.in_person(), check),
          ParsePlaces(field + ".online", message.has_online(), message.online(),
                      check)};
}

}  // namespace rollcall::registration
