#include "clients/kiosk/passage.h"

#include "common/api/timestamp.h"

namespace rollcall::kiosk {

door::Passage PassageOf(const checkin::v1::Decision& decision) {
  door::Passage passage;
  passage.scan_id = decision.scan_id();
  passage.direction = decision.direction();
  passage.scan_time = ToTime(decision.scan_time());
  passage.device = decision.device();
  passage.gate = decision.gate();
  passage.offline = decision.offline();
  passage.forced = decision.forced();
  return passage;
}

}  // namespace rollcall::kiosk
