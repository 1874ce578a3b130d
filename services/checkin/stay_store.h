#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/db/transact.h"
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

// Loads the histories of `people` of `event`, whose registrations the
// transaction has locked.
absl::StatusOr<Histories> LoadHistories(db::Transaction& tx,
                                        const std::string& event,
                                        const std::set<PersonAtDoor>& people);

// Derives the stays of `histories` anew and writes those that changed. Returns
// what is to be counted by AddOccupancy and then attendance::Refresh.
absl::StatusOr<Movement> SaveStays(db::Transaction& tx,
                                   const std::string& event,
                                   const Histories& histories);

// Counts who went in and out.
absl::Status AddOccupancy(db::Transaction& tx, const std::string& event,
                          const std::map<std::string, int64_t>& inside);

}  // namespace rollcall::checkin
