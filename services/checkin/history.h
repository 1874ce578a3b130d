#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "common/door/passage.h"

namespace rollcall::checkin {

// A person at a door: the ids of the registration and of the session.
using PersonAtDoor = std::pair<std::string, std::string>;

// The scans of a person at a door that count.
struct History {
  // When the transaction began to change them.
  std::vector<door::Passage> before;
  // Now. A transaction adds some or takes some out, never both.
  std::vector<door::Passage> passages;

  bool HasChanged() const { return before.size() != passages.size(); }
};

using Histories = std::map<PersonAtDoor, History>;

// What changes of histories do to the counts.
struct Movement {
  // How many more are inside, by session; none that are nothing.
  std::map<std::string, int64_t> inside;
  // The registrations that are to be counted anew: of those whose stays
  // changed.
  std::vector<std::string> recounted;
};

// The number of a stay among those of a person at a door, from 1.
using StayKey = std::pair<PersonAtDoor, int>;

// A stay as it is kept.
struct SavedStay {
  StayKey key;
  absl::Time start;
  // Nothing while it lasts.
  std::optional<absl::Time> end;
};

// How stays have changed.
struct StayChanges {
  // Those that are new or not what they were.
  std::vector<SavedStay> saved;
  // Those that there are no more.
  std::vector<StayKey> deleted;
  Movement movement;
};

// Derives the stays of those of `histories` that have changed anew.
StayChanges ChangesOf(const Histories& histories);

}  // namespace rollcall::checkin
