#include "clients/kiosk/upload.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/uuid.h"

namespace rollcall::kiosk {

using checkin::v1::Decision;

checkin::v1::OfflineScan ToOfflineScan(const QueuedScan& scan) {
  checkin::v1::OfflineScan message;
  *message.mutable_check_in() = scan.request;
  message.set_outcome(scan.decision.outcome());
  *message.mutable_reasons() = scan.decision.all_reasons();
  const int64_t micros = absl::ToInt64Microseconds(scan.clock_offset);
  message.mutable_clock_offset()->set_seconds(micros / 1000000);
  message.mutable_clock_offset()->set_nanos(
      static_cast<int32_t>(micros % 1000000 * 1000));
  return message;
}

NextStep NextStepOf(const QueuedScan& scan,
                    const checkin::v1::UploadScansResponse::Result& result) {
  if (!result.has_decision()) return NextStep::kFail;
  const Decision::Outcome outcome = scan.decision.outcome();
  if (result.decision().outcome() == outcome) return NextStep::kSettle;
  return outcome == Decision::OUTCOME_REFUSED ? NextStep::kAnnul
                                              : NextStep::kCorrect;
}

QueuedScan CorrectionOf(const QueuedScan& scan) {
  QueuedScan correction = scan;
  const std::string& scan_id = scan.request.scan_id();
  correction.request.set_attempt_of(scan_id);
  correction.request.set_scan_id(UuidOfName(absl::StrCat("kiosk/", scan_id)));
  correction.decision.set_attempt_of(scan_id);
  correction.decision.set_scan_id(correction.request.scan_id());
  return correction;
}

}  // namespace rollcall::kiosk
