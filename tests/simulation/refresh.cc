#include "tests/simulation/refresh.h"

#include <utility>
#include <vector>

namespace rollcall::simulation {

using attendance::Record;

void Refresh(Transaction& tx, const Measuring& measuring,
             const std::set<std::string>& registrations,
             const attendance::OpenConnections& open) {
  attendance::RollupChanges changes(measuring.zone, measuring.zone);
  for (const std::string& registration : registrations) {
    const auto kept = tx.tables().records.find(registration);
    const std::vector<Record> before = kept == tx.tables().records.end()
                                           ? std::vector<Record>()
                                           : kept->second;
    std::vector<Record> now = attendance::DeriveRecords(
        tx.tables().people.at(registration).profile,
        PresencesOf(tx.tables(), registration), measuring.measures);
    changes.Move(before, now);
    tx.Put(&Tables::records, registration, std::move(now));
  }
  for (const auto& [key, change] : open) {
    changes.AddOpen(key.first, key.second, change);
  }
  tx.MoveRollups(changes.sums());
}

}  // namespace rollcall::simulation
