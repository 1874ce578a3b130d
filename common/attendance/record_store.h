#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/attendance/record.h"
#include "common/db/transact.h"

namespace rollcall::attendance {

// A person's records, and where they are kept.
struct Counted {
  std::string registration;
  // By what the person is counted from now on.
  Profile profile;
  std::vector<Record> records;
  // Of each record, the place of its row.
  std::vector<std::string> places;
};

// People and the time zone of their event.
struct CountedPeople {
  std::vector<Counted> people;
  std::string time_zone;
};

// Reads the records of those of `registrations`, each there once, that exist.
// The transaction has locked or created them.
absl::StatusOr<CountedPeople> ListRecords(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations);

// Derives the records of each of `people` anew, in their order, from the
// presence that is recorded and the rule of the event.
absl::StatusOr<std::vector<std::vector<Record>>> DeriveAll(
    db::Transaction& tx, const std::string& event,
    const std::vector<Counted>& people);

// Writes what differs between the records of `people` and those `now` of each.
absl::Status SaveRecords(db::Transaction& tx, const std::string& event,
                         const std::vector<Counted>& people,
                         const std::vector<std::vector<Record>>& now);

}  // namespace rollcall::attendance
