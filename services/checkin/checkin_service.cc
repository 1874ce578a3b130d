#include "services/checkin/checkin_service.h"

namespace rollcall::checkin {

CheckInService::CheckInService(db::Pool& pool, const auth::Guard& guard,
                               const LaneOptions& lanes)
    : store_(pool),
      conflicts_(pool),
      keys_(pool),
      manifests_(pool),
      searches_(pool),
      lanes_(pool.options(), lanes),
      guard_(guard) {}

}  // namespace rollcall::checkin
