#include "clients/watch/window.h"

namespace rollcall::watch {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr absl::Duration kLive = absl::Hours(3);
// Before the start and after the end.
constexpr absl::Duration kAround = absl::Hours(1);
constexpr int64_t kColumns = 78;
constexpr int64_t kNiceMinutes[] = {1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 240};
constexpr int64_t kDay = 24 * 60;

absl::Time WholeMinute(absl::Time time) {
  return absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), kMinute);
}

absl::Duration StretchOf(absl::Duration length) {
  for (const int64_t minutes : kNiceMinutes) {
    if (length <= absl::Minutes(minutes * kColumns)) {
      return absl::Minutes(minutes);
    }
  }
  const int64_t days = length / absl::Minutes(kDay * kColumns) + 1;
  return absl::Minutes(days * kDay);
}

}  // namespace

Window WindowOf(const LiveView& view, absl::Time now) {
  if (view.start && view.end && now > *view.end + kAround) {
    const absl::Time start = WholeMinute(*view.start - kAround);
    const absl::Time end = WholeMinute(*view.end + kAround);
    return {start, end, StretchOf(end - start), false};
  }
  const absl::Time end = WholeMinute(now) + kMinute;
  return {end - kLive, end, kMinute, true};
}

}  // namespace rollcall::watch
