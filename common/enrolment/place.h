#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::enrolment {

// A kind of place at an event: in the session, `venue` for the event as a
// whole, for those of the mode.
struct PlaceKind {
  std::string session;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;

  bool operator<(const PlaceKind& other) const {
    return std::tie(session, mode) < std::tie(other.session, other.mode);
  }
  bool operator==(const PlaceKind&) const = default;
};

// The kinds of which a registration for `mode` that includes `sessions` takes
// one place each.
std::vector<PlaceKind> PlacesFor(type::v1::Mode mode,
                                 const std::vector<std::string>& sessions);

// The places of one event. A kind that is not limited has always one more.
class Places {
 public:
  // How many there are of a limited kind, and how many are confirmed or
  // offered.
  struct Count {
    int places = 0;
    int taken = 0;
  };

  Places() = default;
  explicit Places(std::map<PlaceKind, Count> counts)
      : counts_(std::move(counts)) {}

  // The first of `kinds` of which no place is left, or null.
  const PlaceKind* FindFull(const std::vector<PlaceKind>& kinds) const;

  // Takes one of each if there is one of each; else takes none and returns
  // false.
  bool Take(const std::vector<PlaceKind>& kinds);

  // Gives one of each back.
  void Free(const std::vector<PlaceKind>& kinds);

  // The limited kinds whose taken places changed since construction.
  std::map<PlaceKind, Count> Changed() const;

 private:
  std::map<PlaceKind, Count> counts_;
  // What Take and Free did, by kind.
  std::map<PlaceKind, int> change_;
};

}  // namespace rollcall::enrolment
