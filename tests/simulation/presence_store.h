#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/checkin/derivation.h"
#include "services/checkin/presence.h"
#include "services/checkin/presence_batch.h"
#include "tests/simulation/database.h"
#include "tests/simulation/scene.h"

namespace rollcall::simulation {

// What the stores of the check-in service do about presence online, statement
// by statement, on the tables of the simulation. Whatever derives is the
// product's.
class PresenceStore {
 public:
  // All of them outlive the store.
  PresenceStore(const Scene& scene, Timeline& timeline, Database& database,
                int writer_slot)
      : scene_(scene),
        timeline_(timeline),
        database_(database),
        writer_slot_(writer_slot) {}

  // As checkin::PresenceStore::ReportPresence.
  absl::StatusOr<std::vector<checkin::PresenceResult>> ReportPresence(
      const std::vector<checkin::PresenceReport>& reports, absl::Time deadline);
  // As checkin::PresenceStore::DeriveDue.
  absl::Status DeriveDue();

  // What should have been derived, and was put off.
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  absl::StatusOr<std::vector<checkin::PresenceResult>> Record(
      Transaction& tx, const std::vector<checkin::PresenceReport>& reports,
      std::set<size_t>& reused);
  absl::StatusOr<bool> DeriveDueOf(Transaction& tx,
                                   const checkin::InstanceKey& key);
  absl::Status LockInstances(Transaction& tx, checkin::PresenceBatch& batch);
  void JudgeProlonged(const Transaction& tx,
                      const checkin::PresenceBatch& batch,
                      const checkin::ConnectionRows& prolonged);
  absl::Status Derive(Transaction& tx, const checkin::Instances& instances,
                      checkin::ConnectionChanges changes);

  const Scene& scene_;
  Timeline& timeline_;
  Database& database_;
  const int writer_slot_;
  std::vector<std::string> violations_;
};

}  // namespace rollcall::simulation
