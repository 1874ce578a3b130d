#pragma once

#include <optional>

namespace rollcall::registration {

// How many people may hold a place, by mode; nothing means without limit. See
// v1::Capacity.
struct Capacity {
  std::optional<int> in_person;
  std::optional<int> online;

  bool operator==(const Capacity&) const = default;
};

// How many hold one, counted only where there is a limit.
struct PlacesTaken {
  int in_person = 0;
  int online = 0;

  bool operator==(const PlacesTaken&) const = default;
};

}  // namespace rollcall::registration
