#include "services/checkin/checkin_service.h"

namespace rollcall::checkin {

CheckInService::CheckInService(db::Pool& pool, const auth::Guard& guard,
                               const LaneOptions& lanes,
                               const WatchHubOptions& hub)
    : store_(pool),
      conflicts_(pool),
      keys_(pool),
      manifests_(pool),
      searches_(pool),
      walk_ins_(pool),
      occupancy_(pool),
      occupancy_hub_(
          [this](const auto& sessions) {
            return occupancy_.ListOccupancy(sessions);
          },
          hub),
      lanes_(pool.options(), lanes),
      guard_(guard) {}

}  // namespace rollcall::checkin
