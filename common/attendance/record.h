#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/attendance/time_ranges.h"

// How people are counted: pure functions over what is known of one person.
namespace rollcall::attendance {

// How people attended: disjoint. kPartial was there, but not for long enough to
// attend.
enum class Bucket { kNone, kPartial, kInPersonOnly, kOnlineOnly, kBoth };

// Whether whoever is in `bucket` has attended.
bool IsAttended(Bucket bucket);

// The text of `bucket` in the database, and back; what is not known is kNone.
const char* BucketText(Bucket bucket);
Bucket ParseBucket(absl::string_view text);

// What a person is counted by, as the database has it. Empty text means
// unknown; of a delegation, none.
struct Profile {
  std::string country_code;
  std::string sector_id;
  std::string delegation_id;
  // `IN_PERSON` or `ONLINE`: what was intended.
  std::string mode;
  std::string state;

  auto operator<=>(const Profile&) const = default;
};

// A stay in the room of a session, or an interval online that has ended and is
// no anomaly.
struct Presence {
  std::string session;
  bool in_person = false;
  absl::Time start;
  // absl::InfiniteFuture() while inside.
  absl::Time end;
};

// By what watching a session is judged.
struct Measure {
  // Only what is within its hours counts.
  TimeRange hours;
  // From how much watch time on somebody has attended, or is PARTIAL: nothing
  // where nobody is.
  absl::Duration present;
  std::optional<absl::Duration> partial;
};

// The measures of sessions, by their ids.
using Measures = std::map<std::string, Measure>;

// What one person is counted as in one session.
struct Record {
  std::string session;
  Profile profile;
  Bucket bucket = Bucket::kNone;
  // The whole seconds of `online`.
  int64_t online_seconds = 0;
  // When the person was in the room, of stays that have ended; of one without
  // length, and of one that lasts, the first microsecond.
  TimeRanges in_person;
  // Since when the person is inside: the beginning of the first stay that
  // lasts.
  std::optional<absl::Time> inside_since;
  // When the person watched, on whatever device.
  TimeRanges online;

  bool operator==(const Record&) const = default;
};

// The records of a person, one for each session that the person was in and one
// for the session `venue`, which is the event as a whole, in the order of their
// ids. Whoever is in any session is at the event, and whoever has attended one
// has attended the event. In a room an admission is enough, whatever the rule.
// `measures` has the sessions that somebody watched; without one, watching
// counts for nothing. The order of `presences` is of no account.
std::vector<Record> DeriveRecords(const Profile& profile,
                                  const std::vector<Presence>& presences,
                                  const Measures& measures);

}  // namespace rollcall::attendance
