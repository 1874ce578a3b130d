#include "services/checkin/checkin_service.h"

#include <algorithm>

namespace rollcall::checkin {

CheckInService::CheckInService(db::Pool& pool, const auth::Guard& guard,
                               const LaneOptions& lanes,
                               const WatchHubOptions& hub,
                               absl::Duration stream_idle)
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
      scan_streams_(stream_idle),
      upload_streams_(std::min(stream_idle, rpc::OpenStreams::kThreadIdle)),
      lanes_(pool.options(), lanes),
      guard_(guard) {}

}  // namespace rollcall::checkin
