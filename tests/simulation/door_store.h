#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/checkin/batch.h"
#include "tests/simulation/database.h"
#include "tests/simulation/scene.h"

namespace rollcall::simulation {

// What the stores of the check-in service do about doors, statement by
// statement, on the tables of the simulation. Whatever decides is the
// product's.
class DoorStore {
 public:
  // All of them outlive the store.
  DoorStore(const Scene& scene, Timeline& timeline, Database& database,
            int writer_slot)
      : scene_(scene),
        timeline_(timeline),
        database_(database),
        writer_slot_(writer_slot) {}

  // As CheckInStore::Decide.
  absl::StatusOr<checkin::Answers> Decide(
      const std::vector<checkin::ScanRequest>& scans, absl::Time deadline);
  // As CheckInStore::GetDecision.
  absl::StatusOr<checkin::Decision> GetDecision(const checkin::ScanKey& scan);
  // As CheckInStore::Annul.
  absl::StatusOr<checkin::Decision> Annul(const checkin::AnnulRequest& request,
                                          absl::Time deadline);
  // As the registration service does when somebody comes from elsewhere, or a
  // registration ends or is confirmed again.
  absl::Status Change(const std::string& registration,
                      const std::string& country_code,
                      registration::v1::Registration::State state);

  // What should never have been decided.
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  absl::StatusOr<checkin::Answers> DecideBatch(
      Transaction& tx, const std::vector<checkin::ScanRequest>& scans);
  absl::StatusOr<checkin::Decision> AnnulOnce(
      Transaction& tx, const checkin::AnnulRequest& request);
  checkin::Doors LoadDoors() const;
  absl::Status LockDoors(Transaction& tx, const std::set<std::string>& sessions,
                         std::map<std::string, int64_t>& inside) const;
  void SaveHistories(Transaction& tx, const checkin::Histories& histories);
  void SaveOverCapacity(Transaction& tx, const std::string& session);

  const Scene& scene_;
  Timeline& timeline_;
  Database& database_;
  const int writer_slot_;
  std::vector<std::string> violations_;
};

}  // namespace rollcall::simulation
