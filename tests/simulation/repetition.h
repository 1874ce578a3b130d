#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/kiosk.h"
#include "tests/simulation/network.h"
#include "tests/simulation/platform.h"

namespace rollcall::simulation {

// Says everything again that was ever said and recorded, in other batches and
// another order: it changes nothing.
class Repetition {
 public:
  // All of them outlive it.
  Repetition(const std::vector<std::unique_ptr<Kiosk>>& kiosks,
             const std::vector<std::unique_ptr<Platform>>& platforms,
             Network& network, Database& database, Timeline& timeline,
             Dice& dice)
      : kiosks_(kiosks),
        platforms_(platforms),
        network_(network),
        database_(database),
        timeline_(timeline),
        dice_(dice) {}

  // Returns what changes by it, in words.
  std::vector<std::string> Run();

 private:
  void Repeat(const Kiosk& kiosk, const JournalEntry& entry,
              const checkin::ScanKey& key);
  void CheckIn(const checkin::v1::CheckInRequest& request,
               const checkin::ScanKey& key);
  void Upload(const checkin::v1::UploadScansRequest& request,
              const checkin::ScanKey& key);
  void Compare(const checkin::ScanKey& key,
               const checkin::v1::Decision& answer);
  void Report(const std::string& what, const checkin::ScanKey& key);

  const std::vector<std::unique_ptr<Kiosk>>& kiosks_;
  const std::vector<std::unique_ptr<Platform>>& platforms_;
  Network& network_;
  Database& database_;
  Timeline& timeline_;
  Dice& dice_;
  std::vector<std::string> violations_;
};

}  // namespace rollcall::simulation
