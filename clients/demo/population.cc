#include "clients/demo/population.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "clients/demo/population_data.h"

namespace rollcall::demo {
namespace {

constexpr int kPopulation = 640;
constexpr int kMinute = 60;
constexpr int kHour = 60 * kMinute;
constexpr int kAttendanceSeconds = kMinute;
constexpr std::string_view kHostCountry = "CN";

constexpr SessionHours kVenue{"venue", 0, 9 * kHour};
constexpr SessionHours kOpening{"opening", 30 * kMinute, 90 * kMinute};
constexpr SessionHours kKeynotes{"keynotes", 90 * kMinute, 3 * kHour};
constexpr SessionHours kPanel{"panel", 270 * kMinute, 390 * kMinute};
constexpr SessionHours kLaunch{"launch", 390 * kMinute, 510 * kMinute};
constexpr SessionHours kAgenda[] = {kVenue, kOpening, kKeynotes, kPanel,
                                    kLaunch};

// An audience shrinks over the day.
struct Audience {
  const SessionHours* session;
  int percent;
};
constexpr Audience kAudiences[] = {
    {&kOpening, 86}, {&kKeynotes, 82}, {&kPanel, 64}, {&kLaunch, 55}};

enum class Behavior {
  kAbsent,
  kEnters,
  kWatches,
  // Both modes: the opening from the hotel, or a phone in the hall.
  kWatchesThenEnters,
  kEntersAndWatches,
  kReconnects,
  kUsesTwoDevices,
  // Just enough: exactly the threshold lies within the session, or two visits
  // reach it together.
  kStaysForTheThreshold,
  kGlimpsesTwice,
  // Not enough: a short visit, two that reach the threshold only if their
  // overlap counts twice, or one that is almost all before the session.
  kGlimpses,
  kGlimpsesOnTwoDevices,
  kWaitsInVain,
};

struct Quota {
  Behavior behavior;
  int count;
};

// Counts rather than chances, so that every seed has as many no-shows and every
// rare case. Everyone else enters, or watches.
constexpr Quota kInPersonQuotas[] = {
    {Behavior::kAbsent, 9},
    {Behavior::kWatches, 6},
    {Behavior::kWatchesThenEnters, 17},
    {Behavior::kEntersAndWatches, 8},
};
constexpr Quota kOnlineQuotas[] = {
    {Behavior::kAbsent, 9},
    {Behavior::kGlimpses, 4},
    {Behavior::kGlimpsesOnTwoDevices, 2},
    {Behavior::kWaitsInVain, 2},
    {Behavior::kStaysForTheThreshold, 3},
    {Behavior::kGlimpsesTwice, 3},
    {Behavior::kReconnects, 11},
    {Behavior::kUsesTwoDevices, 9},
};

constexpr int CountOfParticipants() {
  int count = 0;
  for (const Country& country : kCountries) count += country.participant_count;
  return count;
}
static_assert(CountOfParticipants() == kPopulation);
static_assert(std::size(kCountries) == 31);

constexpr int SumOfSectors(Share SectorProfile::*share) {
  int percent = 0;
  for (const SectorProfile& sector : kSectors) {
    percent += (sector.*share).sector_percent;
  }
  return percent;
}
static_assert(SumOfSectors(&SectorProfile::host) == 100);
static_assert(SumOfSectors(&SectorProfile::abroad) == 100);

// SplitMix64 and remainders, because the distributions and the shuffle of the
// standard library differ between implementations. For the same reason no
// expression below rolls twice in an order that the language leaves open.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  // From 0 to bound - 1.
  int Below(int bound) {
    return static_cast<int>(Next() % static_cast<std::uint64_t>(bound));
  }

  // Both ends included.
  int Between(int low, int high) { return low + Below(high - low + 1); }

  bool Percent(int percent) { return Below(100) < percent; }

  template <typename T>
  const T& Pick(std::span<const T> choices) {
    return choices[static_cast<std::size_t>(
        Below(static_cast<int>(choices.size())))];
  }

  template <typename T>
  void Shuffle(std::vector<T>& cards) {
    for (std::size_t left = cards.size(); left > 1; --left) {
      const auto other =
          static_cast<std::size_t>(Below(static_cast<int>(left)));
      std::swap(cards[left - 1], cards[other]);
    }
  }

 private:
  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  std::uint64_t state_;
};

// By byte, because the functions of <cctype> depend on the locale.
std::string Lowered(std::string_view ascii) {
  std::string lowered(ascii);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

std::string MailPart(std::string_view name) {
  std::string part = Lowered(name);
  std::erase_if(part, [](char c) { return c < 'a' || c > 'z'; });
  return part;
}

std::string Filled(std::string_view pattern, const Country& country) {
  const std::pair<std::string_view, std::string> values[] = {
      {"{country}", std::string(country.name)},
      {"{city}", std::string(country.city)},
      {"{cc}", Lowered(country.code)},
  };
  std::string filled(pattern);
  for (const auto& [key, value] : values) {
    const std::size_t at = filled.find(key);
    if (at != std::string::npos) filled.replace(at, key.size(), value);
  }
  return filled;
}

std::string FullName(const NameStyle& style, const NamePart& given,
                     const NamePart& family, bool in_ascii) {
  const std::string given_name(in_ascii ? given.ascii : given.written);
  const std::string family_name(in_ascii ? family.ascii : family.written);
  const std::string separator(in_ascii ? " " : style.separator);
  return style.family_first ? family_name + separator + given_name
                            : given_name + separator + family_name;
}

const SectorProfile& PickSector(Dice& dice, Share SectorProfile::*share) {
  int roll = dice.Below(100);
  for (const SectorProfile& sector : kSectors) {
    roll -= (sector.*share).sector_percent;
    if (roll < 0) return sector;
  }
  return kSectors[0];
}

OnlineVisit Visit(const SessionHours& session, int join_second,
                  int leave_second) {
  return {std::string(session.session_id), join_second, leave_second};
}

// At least ten minutes of the session.
OnlineVisit LongVisit(Dice& dice, const SessionHours& session) {
  const int start = session.start_second;
  const int end = session.end_second;
  const bool late = dice.Percent(15);
  const int join =
      late ? dice.Between(start + 15 * kMinute, (start + end) / 2)
           : dice.Between(start - 10 * kMinute, start + 15 * kMinute);
  const bool to_the_end = dice.Percent(75);
  const int leave =
      to_the_end ? dice.Between(end, end + 5 * kMinute)
                 : dice.Between(std::max(join, start) + 10 * kMinute, end - 1);
  return Visit(session, join, leave);
}

std::vector<OnlineVisit> LongVisits(Dice& dice) {
  std::vector<OnlineVisit> visits;
  for (const Audience& audience : kAudiences) {
    if (dice.Percent(audience.percent)) {
      visits.push_back(LongVisit(dice, *audience.session));
    }
  }
  if (visits.empty()) visits.push_back(LongVisit(dice, kKeynotes));
  return visits;
}

// Most come in the hour around the start of the event.
int DoorSecond(Dice& dice) {
  if (dice.Percent(12)) return dice.Between(90 * kMinute, 6 * kHour);
  int second = -50 * kMinute;
  for (int i = 0; i < 3; ++i) second += dice.Below(30 * kMinute);
  return second;
}

void Act(Dice& dice, Behavior behavior, Participant& participant) {
  std::vector<OnlineVisit>& visits = participant.online_visits;
  switch (behavior) {
    case Behavior::kAbsent:
      return;
    case Behavior::kEnters:
      participant.door_second = DoorSecond(dice);
      return;
    case Behavior::kWatches:
      visits = LongVisits(dice);
      return;
    case Behavior::kWatchesThenEnters: {
      const int join = kOpening.start_second + dice.Between(-300, 300);
      const int leave = join + dice.Between(15 * kMinute, 50 * kMinute);
      visits.push_back(Visit(kOpening, join, leave));
      participant.door_second =
          leave + dice.Between(15 * kMinute, 45 * kMinute);
      return;
    }
    case Behavior::kEntersAndWatches: {
      participant.door_second = DoorSecond(dice);
      const int join = kLaunch.start_second + dice.Below(30 * kMinute);
      const int leave = join + dice.Between(5 * kMinute, 30 * kMinute);
      visits.push_back(Visit(kLaunch, join, leave));
      return;
    }
    case Behavior::kReconnects: {
      visits = LongVisits(dice);
      OnlineVisit again = visits.front();
      const int length = again.leave_second - again.join_second;
      const int lost = again.join_second + dice.Between(120, length / 2);
      again.join_second = lost + dice.Between(5, 90);
      visits.front().leave_second = lost;
      visits.push_back(again);
      return;
    }
    case Behavior::kUsesTwoDevices: {
      visits = LongVisits(dice);
      OnlineVisit second = visits.front();
      second.join_second += dice.Between(60, 300);
      second.leave_second += dice.Between(-120, 240);
      visits.push_back(second);
      return;
    }
    case Behavior::kStaysForTheThreshold: {
      const int start = kKeynotes.start_second;
      const int early = dice.Between(1, 300);
      visits.push_back(
          Visit(kKeynotes, start - early, start + kAttendanceSeconds));
      return;
    }
    case Behavior::kGlimpsesTwice: {
      const int join = kPanel.start_second + dice.Below(kHour);
      visits.push_back(Visit(kPanel, join, join + 35));
      visits.push_back(Visit(kPanel, join + 200, join + 240));
      return;
    }
    case Behavior::kGlimpses: {
      const int join = kKeynotes.start_second + dice.Below(kHour);
      const int leave = join + dice.Between(5, 50);
      visits.push_back(Visit(kKeynotes, join, leave));
      return;
    }
    case Behavior::kGlimpsesOnTwoDevices: {
      const int join = kPanel.start_second + dice.Below(kHour);
      visits.push_back(Visit(kPanel, join, join + 40));
      visits.push_back(Visit(kPanel, join + 10, join + 50));
      return;
    }
    case Behavior::kWaitsInVain: {
      const int start = kOpening.start_second;
      const int join = start - dice.Between(15 * kMinute, 25 * kMinute);
      const int leave = start + dice.Between(-120, 40);
      visits.push_back(Visit(kOpening, join, leave));
      return;
    }
  }
}

// The first of each country come last, where no quota reaches: they attend.
std::vector<std::size_t> QuotaOrder(
    Dice& dice, Mode mode, const std::vector<Participant>& participants) {
  std::vector<std::size_t> others;
  std::vector<std::size_t> firsts;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < participants.size(); ++i) {
    const bool first = seen.insert(participants[i].country_code).second;
    if (participants[i].mode == mode) (first ? firsts : others).push_back(i);
  }
  dice.Shuffle(others);
  others.insert(others.end(), firsts.begin(), firsts.end());
  return others;
}

void ActAll(Dice& dice, const std::vector<std::size_t>& order,
            std::span<const Quota> quotas, Behavior everyone_else,
            std::vector<Participant>& participants) {
  auto next = order.begin();
  for (const Quota& quota : quotas) {
    for (int i = 0; i < quota.count && next != order.end(); ++i) {
      Act(dice, quota.behavior, participants[*next++]);
    }
  }
  for (; next != order.end(); ++next) {
    Act(dice, everyone_else, participants[*next]);
  }
}

// The length of the union, by sweeping the visits from left to right.
int WatchedSeconds(const std::vector<OnlineVisit>& visits) {
  std::vector<std::pair<int, int>> spans;
  for (const OnlineVisit& visit : visits) {
    for (const SessionHours& session : kAgenda) {
      if (session.session_id != visit.session_id) continue;
      spans.emplace_back(std::max(visit.join_second, session.start_second),
                         std::min(visit.leave_second, session.end_second));
    }
  }
  std::sort(spans.begin(), spans.end());
  int watched = 0;
  int reached = kVenue.start_second;
  for (const auto& [start, end] : spans) {
    watched += std::max(0, end - std::max(start, reached));
    reached = std::max(reached, end);
  }
  return watched;
}

BucketCounts CountsOf(const Participant& participant) {
  const bool in_person = participant.door_second.has_value();
  const bool online =
      WatchedSeconds(participant.online_visits) >= kAttendanceSeconds;
  BucketCounts counts;
  counts.registered = 1;
  counts.attended = in_person || online ? 1 : 0;
  counts.in_person_only = in_person && !online ? 1 : 0;
  counts.online_only = online && !in_person ? 1 : 0;
  counts.both = in_person && online ? 1 : 0;
  counts.no_show = 1 - counts.attended;
  return counts;
}

}  // namespace

BucketCounts& BucketCounts::operator+=(const BucketCounts& other) {
  registered += other.registered;
  attended += other.attended;
  in_person_only += other.in_person_only;
  online_only += other.online_only;
  both += other.both;
  no_show += other.no_show;
  return *this;
}

std::span<const SessionHours> Agenda() { return kAgenda; }

std::vector<Participant> GeneratePopulation(const PopulationOptions& options) {
  Dice dice(options.seed);

  std::vector<const Country*> origins;
  for (const Country& country : kCountries) {
    origins.insert(origins.end(),
                   static_cast<std::size_t>(country.participant_count),
                   &country);
  }
  dice.Shuffle(origins);

  std::vector<Participant> participants;
  std::map<std::string, int> namesakes;
  for (const Country* country : origins) {
    const auto share = country->code == kHostCountry ? &SectorProfile::host
                                                     : &SectorProfile::abroad;
    const SectorProfile& sector = PickSector(dice, share);
    const NameStyle& style = *country->style;
    const NamePart& given = dice.Pick(style.given);
    const NamePart& family = dice.Pick(style.family);
    const bool in_ascii = dice.Percent(style.ascii_percent);
    std::string mailbox = MailPart(given.ascii) + "." + MailPart(family.ascii);
    const std::string domain = "@" + Filled(sector.mail_domain, *country);
    const int namesake = ++namesakes[mailbox + domain];
    if (namesake > 1) mailbox += std::to_string(namesake);

    Participant participant;
    participant.number = static_cast<int>(participants.size()) + 1;
    participant.display_name = FullName(style, given, family, in_ascii);
    participant.email = mailbox + domain;
    participant.organization =
        Filled(dice.Pick(sector.organizations), *country);
    participant.job_title = dice.Pick(sector.job_titles);
    participant.country_code = country->code;
    participant.sector_id = sector.sector_id;
    participant.mode = dice.Percent((sector.*share).in_person_percent)
                           ? Mode::kInPerson
                           : Mode::kOnline;
    participants.push_back(std::move(participant));
  }

  const auto in_person = QuotaOrder(dice, Mode::kInPerson, participants);
  ActAll(dice, in_person, kInPersonQuotas, Behavior::kEnters, participants);
  const auto online = QuotaOrder(dice, Mode::kOnline, participants);
  ActAll(dice, online, kOnlineQuotas, Behavior::kWatches, participants);
  return participants;
}

Tally TallyOf(const std::vector<Participant>& participants) {
  Tally tally;
  for (const Participant& participant : participants) {
    const BucketCounts counts = CountsOf(participant);
    tally.total += counts;
    tally.by_country[participant.country_code] += counts;
    tally.by_sector[participant.sector_id] += counts;
    tally.by_mode[participant.mode == Mode::kInPerson ? "MODE_IN_PERSON"
                                                      : "MODE_ONLINE"] +=
        counts;
  }
  return tally;
}

}  // namespace rollcall::demo
