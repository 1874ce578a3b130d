#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "rollcall/registration/v1/registration.pb.h"

namespace rollcall::checkin {

// Somebody who was found, masked: nothing else of the person leaves the store.
struct Match {
  // The registration's id.
  std::string registration;
  std::string masked_name;
  std::string masked_organization;
  registration::v1::Registration::State state =
      registration::v1::Registration::STATE_UNSPECIFIED;
};

// Finds people in PostgreSQL. Thread-safe.
class SearchStore {
 public:
  // `pool` outlives the store.
  explicit SearchStore(db::Pool& pool) : pool_(pool) {}

  // Returns up to page.size + 1 of those who may come to a door, PENDING,
  // CONFIRMED or WAITLISTED, whose name has the part `name_part`, as FoldName
  // returns it; after the one with the id page.key, in the order of their ids.
  // Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Match>> Search(const EventName& event,
                                            const std::string& name_part,
                                            const Page& page,
                                            absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
