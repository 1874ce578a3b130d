#pragma once

#include <string>

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/event.pb.h"
#include "services/registration/capacity.h"

namespace rollcall::registration {

// Reads the limits of `message`, which stands at `field` of the request, noting
// in `check` what is wrong with them.
Capacity ParseCapacity(const std::string& field, const v1::Capacity& message,
                       FieldChecker& check);

// Renders `capacity` and what is taken of it to the field `capacity` of `out`;
// leaves it unset when there is no limit.
template <typename Message>
void RenderCapacity(const Capacity& capacity, const PlacesTaken& taken,
                    Message& out) {
  if (capacity == Capacity()) return;
  v1::Capacity& rendered = *out.mutable_capacity();
  if (capacity.in_person) rendered.set_in_person(*capacity.in_person);
  if (capacity.online) rendered.set_online(*capacity.online);
  rendered.set_in_person_taken(taken.in_person);
  rendered.set_online_taken(taken.online);
}

}  // namespace rollcall::registration
