#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "clients/kiosk/queued_scan.h"
#include "clients/kiosk/scan_queue.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "tests/simulation/network.h"

namespace rollcall::simulation {

// Where a kiosk stands, and what is wrong with it.
struct KioskOptions {
  // Names and ids of it.
  std::string event;
  std::string session;
  std::string device;
  std::string gate;
  // How far its clock is ahead of the service's, and by how much less than that
  // it believes to be.
  absl::Duration skew;
  absl::Duration clock_offset;
  // What it knows of the door; nothing without a manifest.
  std::optional<checkin::v1::ManifestSession> door;
  std::string salt;
  std::string time_zone;
  // By the hash of the ticket's code.
  std::map<std::string, checkin::v1::ManifestEntry> entries;
};

// A scan of the journal.
struct JournalEntry {
  kiosk::QueuedScan scan;
  kiosk::ScanStatus status = kiosk::ScanStatus::kSending;
  // The hash of whose ticket it is.
  std::string person;
  // What the operator was told, if anything.
  std::optional<checkin::v1::Decision::Outcome> told;
  // It was forgotten: nobody was told, and the service did not know it.
  bool is_dropped = false;
  // The operator took it back, or tried to.
  bool is_taken_back = false;
};

// What somebody was answered about a scan.
using Acknowledged = std::pair<checkin::ScanKey, checkin::v1::Decision>;

// A kiosk of the simulation, which does what kiosk::Kiosk does without its
// files and its network. Whatever it decides it decides by the product's rules.
class Kiosk {
 public:
  // All of them outlive the kiosk.
  Kiosk(KioskOptions options, Dice& dice, Timeline& timeline, Network& network)
      : options_(std::move(options)),
        dice_(dice),
        timeline_(timeline),
        network_(network) {}

  // Somebody presents `code`, now or after those who do already.
  void Present(const std::string& code,
               checkin::v1::Decision::Direction direction);
  // Has no network from now on, or has one again.
  void SetOnline(bool is_online) { is_online_ = is_online; }
  // Stops at once and starts again: what was being sent is lost.
  void Crash();
  // Sends what it has to send, if it can: some of it, in any order.
  void CatchUp();
  // Takes back one of the scans that it let in.
  void TakeBack();

  // Whether something has still to be sent or settled.
  bool HasToCatchUp() const;
  const std::vector<JournalEntry>& journal() const { return journal_; }
  // What the service has answered.
  const std::vector<Acknowledged>& acknowledged() const {
    return acknowledged_;
  }
  const KioskOptions& options() const { return options_; }
  // The request of the upload of a scan of the journal.
  static checkin::v1::UploadScansRequest UploadOf(
      const KioskOptions& options,
      const std::vector<const JournalEntry*>& entries);

 private:
  using Entries = std::vector<std::string>;

  void Next();
  void Scan(const std::string& code,
            checkin::v1::Decision::Direction direction);
  void DecideAlone(JournalEntry& entry);
  void Answer(const std::string& scan_id, int life,
              const absl::StatusOr<checkin::v1::CheckInResponse>& response);
  void Upload();
  void TakeResults(const Entries& scan_ids,
                   const checkin::v1::UploadScansResponse& response);
  void Settle(JournalEntry& entry);
  void Annul(JournalEntry& entry);
  absl::Time Now() const { return timeline_.now() + options_.skew; }
  JournalEntry& Find(const std::string& scan_id);
  std::string NewScanId();
  std::string DeviceName() const;

  const KioskOptions options_;
  Dice& dice_;
  Timeline& timeline_;
  Network& network_;
  std::vector<JournalEntry> journal_;
  std::vector<Acknowledged> acknowledged_;
  // Who waits, and whether somebody is being served.
  std::deque<std::pair<std::string, checkin::v1::Decision::Direction>> line_;
  bool is_serving_ = false;
  bool is_online_ = true;
  bool is_uploading_ = false;
  // How often it has been started.
  int life_ = 0;
  int scan_count_ = 0;
};

}  // namespace rollcall::simulation
