#include "services/checkin/occupancy.h"

namespace rollcall::checkin {

Level LevelOf(const Occupancy& occupancy, int warn_percent) {
  if (!occupancy.place_count) return v1::WatchOccupancyResponse::LEVEL_FREE;
  const int64_t places = *occupancy.place_count;
  if (occupancy.inside_count >= places) {
    return v1::WatchOccupancyResponse::LEVEL_FULL;
  }
  return occupancy.inside_count * 100 >= places * warn_percent
             ? v1::WatchOccupancyResponse::LEVEL_WARN
             : v1::WatchOccupancyResponse::LEVEL_FREE;
}

bool OccupancyFeed::Take(const Occupancy& now) {
  const bool is_news =
      known_ ? known_->sequence != now.sequence ||
                   known_->place_count != now.place_count
             : after_sequence_ == 0 || after_sequence_ != now.sequence;
  known_ = now;
  return is_news;
}

}  // namespace rollcall::checkin
