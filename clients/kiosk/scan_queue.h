#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "clients/kiosk/queued_scan.h"
#include "clients/kiosk/sqlite.h"
#include "common/door/passage.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::kiosk {

// What is to be done about a scan.
enum class ScanStatus {
  // It is being sent, and nobody was told anything yet.
  kSending,
  // Its answer did not come, and nobody was told anything: the service is to
  // be asked for it.
  kLost,
  // The kiosk decided it alone: to be uploaded.
  kDecided,
  // The door refused what the service admitted: to be annulled.
  kToAnnul,
  // The service has it as the door acted.
  kSettled,
  // The service does not take it.
  kFailed,
};

// How many scans there are of each kind.
struct ScanCounts {
  int64_t lost = 0;
  // kDecided and kToAnnul.
  int64_t waiting = 0;
  int64_t settled = 0;
  int64_t failed = 0;
};

// The scans of a journal. Every method is one durable transaction. Thread-safe.
class ScanQueue {
 public:
  // `journal` outlives the queue.
  explicit ScanQueue(Database& journal) : journal_(journal) {}

  // Makes every scan that is kSending kLost: who sent it has ended.
  absl::Status Recover();

  // Adds a scan as kSending.
  absl::Status Begin(const checkin::v1::CheckInRequest& request);
  // Makes a scan kDecided, and adds it if it is not in the queue.
  // `registration_hash` is the manifest's, empty when nobody is known.
  absl::Status Decide(const QueuedScan& scan,
                      const std::string& registration_hash);
  // Makes a scan kSettled; `decision` is what the door acted on.
  // `registration_hash` is as for Decide, or empty to leave it as it is.
  absl::Status Settle(const std::string& scan_id,
                      const checkin::v1::Decision& decision,
                      const std::string& registration_hash = "");
  // Makes scans that were decided here kSettled as they are.
  absl::Status SettleAll(const std::vector<QueuedScan>& scans);
  // Makes a scan kSettled by `decision`, which the door did not act on, and
  // adds what the door did as `correction`, kDecided.
  absl::Status Correct(const std::string& scan_id,
                       const checkin::v1::Decision& decision,
                       const QueuedScan& correction);
  absl::Status SetStatus(const std::string& scan_id, ScanStatus status);
  // Makes a scan kFailed; `error` is for people to read.
  absl::Status Fail(const std::string& scan_id, const std::string& error);
  // Removes a scan that nobody was told about and that was not recorded.
  absl::Status Drop(const std::string& scan_id);

  // Returns the first `limit` scans of `status`, the oldest first.
  absl::StatusOr<std::vector<QueuedScan>> List(ScanStatus status, int limit);
  absl::StatusOr<ScanCounts> Count();
  // Whether a scan of this person, at any door, is kDecided. Nobody, who is
  // empty, has none.
  absl::StatusOr<bool> HasWaiting(const std::string& registration_hash);
  // Returns what this device let in or out of one person at the door of
  // `session`, a name.
  absl::StatusOr<std::vector<door::Passage>> ListPassages(
      const std::string& session, const std::string& registration_hash);

 private:
  Database& journal_;
};

}  // namespace rollcall::kiosk
