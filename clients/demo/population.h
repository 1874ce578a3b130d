#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Synthetic participants of the demo event, and what a correct report says
// about them. All times are whole seconds after the start of the event;
// negative ones are before it.
namespace rollcall::demo {

// How a participant registered: an intention.
enum class Mode { kInPerson, kOnline };

// One connection of one participant to the broadcast of one session, half-open:
// [join_second, leave_second), never empty. It may begin before the session and
// end after it. Visits of one participant may overlap, as from two devices.
struct OnlineVisit {
  std::string session_id;
  int join_second;
  int leave_second;
};

// One person. The people are invented; no two have the same e-mail address,
// some have the same name.
struct Participant {
  // From 1, without gaps.
  int number;
  // In the person's own script or in Latin letters. UTF-8.
  std::string display_name;
  // ASCII in lower case, in a domain that is reserved for examples (RFC 2606).
  std::string email;
  std::string organization;
  std::string job_title;
  // ISO 3166-1 alpha-2.
  std::string country_code;
  // One of the event's sectors.
  std::string sector_id;
  Mode mode;
  // When the person enters the venue. Empty for who never does, as for everyone
  // who registered for online attendance.
  std::optional<int> door_second;
  // In no particular order. Empty for who never joins.
  std::vector<OnlineVisit> online_visits;
};

// When a session takes place, half-open.
struct SessionHours {
  std::string_view session_id;
  int start_second;
  int end_second;
};

// Counts of people. `attended` is the sum of the three disjoint buckets, and
// `registered` that of `attended` and `no_show`.
struct BucketCounts {
  int registered = 0;
  int attended = 0;
  int in_person_only = 0;
  int online_only = 0;
  int both = 0;
  int no_show = 0;

  BucketCounts& operator+=(const BucketCounts& other);
  bool operator==(const BucketCounts& other) const = default;
};

// Counts of a whole population and of its parts. A part without people has no
// row.
struct Tally {
  BucketCounts total;
  // By ISO 3166-1 alpha-2 code.
  std::map<std::string, BucketCounts> by_country;
  // By sector_id.
  std::map<std::string, BucketCounts> by_sector;
  // By registered mode: MODE_IN_PERSON, MODE_ONLINE.
  std::map<std::string, BucketCounts> by_mode;
};

struct PopulationOptions {
  std::uint64_t seed = 2022;
};

// The sessions of the demo event by start, `venue` (the whole event) included.
std::span<const SessionHours> Agenda();

// Returns 640 participants by number. The same options give the same
// participants on every platform; whatever the seed, they come from the same 31
// countries, with someone who attends from each.
std::vector<Participant> GeneratePopulation(const PopulationOptions& options);

// Counts who attended, from the facts alone: in person who entered the venue,
// online who watched for at least a minute. Watch time is the length of the
// union of the visits, each clipped to the hours of its session; a visit to an
// unknown session adds nothing.
Tally TallyOf(const std::vector<Participant>& participants);

}  // namespace rollcall::demo
