#include "services/checkin/checkin_service.h"

#include <algorithm>

namespace rollcall::checkin {

CheckInService::CheckInService(db::Pool& pool, const auth::Guard& guard,
                               const LaneOptions& lanes,
                               const WatchHubOptions& hub,
                               absl::Duration stream_idle)
    : store_(pool, decisions_),
      conflicts_(pool),
      keys_(pool),
      manifests_(pool),
      searches_(pool),
      walk_ins_(pool, decisions_),
      occupancy_(pool),
      occupancy_hub_(
          [this](const auto& sessions) {
            return occupancy_.ListOccupancy(sessions);
          },
          hub),
      scan_streams_(stream_idle),
      upload_streams_(std::min(stream_idle, rpc::OpenStreams::kThreadIdle)),
      lanes_(pool.options(), lanes, decisions_),
      guard_(guard) {}

void CheckInService::AddMetrics(metrics::Page& page) const {
  decisions_.AddTo(page);
  lanes_.AddMetrics(page);
}

}  // namespace rollcall::checkin
