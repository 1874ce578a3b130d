#include "bench/load/crowd.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"

#include "common/api/timestamp.h"

namespace rollcall::bench {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::Decision;

// The first scan of a person ends in the person's number, the next one in that
// and one more of these.
constexpr int64_t kScanStep = int64_t{1} << 24;

std::string NextScanId(const std::string& scan_id) {
  const std::string number = scan_id.substr(scan_id.rfind('-') + 1);
  return Population::Id('c', std::stoll(number, nullptr, 16) + kScanStep);
}

}  // namespace

Crowd::Crowd(const Population& population) : population_(population) {}

CheckInRequest Crowd::Take() {
  CheckInRequest scan;
  int64_t person = 0;
  {
    const absl::MutexLock lock(&mutex_);
    const bool are_all_here = next_ > population_.people();
    if (are_all_here && waiting_.empty()) {
      throw std::runtime_error("the bench needs more people");
    }
    // Those who come again wait until all have been here once.
    if (!are_all_here) {
      person = next_++;
    } else {
      scan = std::move(waiting_.front());
      waiting_.pop_front();
    }
  }
  if (person != 0) scan = population_.ScanOf(person);
  if (!scan.has_scan_time()) {
    RenderTime(absl::Now(), *scan.mutable_scan_time());
  }
  return scan;
}

void Crowd::Return(CheckInRequest scan, bool was_admitted) {
  if (was_admitted) {
    scan.set_direction(scan.direction() == Decision::DIRECTION_ENTRY
                           ? Decision::DIRECTION_EXIT
                           : Decision::DIRECTION_ENTRY);
    scan.set_scan_id(NextScanId(scan.scan_id()));
    scan.clear_scan_time();
  }
  const absl::MutexLock lock(&mutex_);
  waiting_.push_back(std::move(scan));
}

}  // namespace rollcall::bench
