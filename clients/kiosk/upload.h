#pragma once

#include "clients/kiosk/queued_scan.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

// What becomes of scans that a kiosk decided alone.
namespace rollcall::kiosk {

// The scan as it is uploaded: as CheckIn would have sent it, so that one that
// had reached the service gets its first decision.
checkin::v1::OfflineScan ToOfflineScan(const QueuedScan& scan);

// What is to be done about a scan that was uploaded.
enum class NextStep {
  // Nothing: the service has it as the door acted.
  kSettle,
  // The service does not take it.
  kFail,
  // The door refused what the service had admitted before its answer was lost:
  // it is to be annulled.
  kAnnul,
  // The service had refused what the door let in: CorrectionOf it is to be
  // uploaded.
  kCorrect,
};

NextStep NextStepOf(const QueuedScan& scan,
                    const checkin::v1::UploadScansResponse::Result& result);

// What the door did, as an attempt after the one that the service refused. Its
// id is the same whenever it is made.
QueuedScan CorrectionOf(const QueuedScan& scan);

}  // namespace rollcall::kiosk
