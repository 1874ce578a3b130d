#include <algorithm>
#include <functional>
#include <map>
#include <pqxx/pqxx>
#include <random>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using checkin::v1::Decision;
using checkin::v1::PresenceEvent;
using rollcall::testing::Call;
using rollcall::testing::DatabaseUrl;
using rollcall::testing::ReasonOf;

constexpr int kPeople = 60;
constexpr int kScans = 150;
constexpr int kVisits = 150;
constexpr int kThreads = 4;

// By what seconds whoever is online is judged, by session.
struct Rule {
  std::string name;
  registration::v1::AttendanceRule message;
  std::map<std::string, int> present;
  // Nothing means that nobody is PARTIAL.
  std::map<std::string, int> partial;
};

Rule ByDuration() {
  return {"ByDuration", {}, {{"venue", 60}, {"panel", 60}}, {}};
}

Rule ByDurationWithPartial() {
  Rule rule = {"ByDurationWithPartial",
               {},
               {{"venue", 60}, {"panel", 60}},
               {{"venue", 30}, {"panel", 30}}};
  rule.message.mutable_partial_duration()->set_seconds(30);
  return rule;
}

Rule ByPercentage() {
  Rule rule = {"ByPercentage",
               {},
               {{"venue", 9 * 3600 / 50}, {"panel", 2 * 3600 / 50}},
               {{"venue", 9 * 3600 / 100}, {"panel", 2 * 3600 / 100}}};
  rule.message.set_measure(
      registration::v1::AttendanceRule::MEASURE_PERCENT_OF_SCHEDULED);
  rule.message.set_present_percent(2);
  rule.message.set_partial_percent(1);
  return rule;
}

// The hours of the sessions, in seconds after the start of the event.
struct Hours {
  int start;
  int end;
};
const std::map<std::string, Hours>& Sessions() {
  static const auto& sessions = *new std::map<std::string, Hours>{
      {"venue", {0, 9 * 3600}}, {"panel", {2 * 3600, 4 * 3600}}};
  return sessions;
}

struct Person {
  std::string name;
  std::string mode;
  std::string country;
  std::string sector;
  std::string delegation;
  std::string email;
};

// A scan at a door and, in the end, what the door did.
struct Scan {
  size_t person;
  std::string session;
  bool entry;
  bool force;
  int second;
  Decision::Outcome outcome = Decision::OUTCOME_UNSPECIFIED;
};

// A join or a leave.
struct Sighting {
  std::string id;
  bool join;
  size_t person;
  std::string session;
  std::string connection;
  int second;
  bool says_who;
};

// Whatever happened at one event: made at random, told to the services in any
// order by several callers at once, and counted here once more by looking at
// every second of every person.
class History {
 public:
  History(uint64_t seed, const Rule& rule) : random_(seed), rule_(rule) {
    registration::v1::Event event;
    *event.mutable_attendance_rule() = rule.message;
    hall_.Change(event, {"attendance_rule"});
    for (int i = 0; i < kPeople; ++i) AddPerson();
    for (int i = 0; i < kScans; ++i) AddScan();
    for (int i = 0; i < kVisits; ++i) AddVisit();
  }

  Hall& hall() { return hall_; }
  const std::vector<Person>& people() const { return people_; }

  void Happen() {
    std::vector<std::function<void(int)>> calls;
    for (Scan& scan : scans_) {
      calls.push_back([this, &scan](int thread) { Tell(scan, thread); });
    }
    std::vector<Sighting> told = sightings_;
    // Delivered at least once.
    for (const Sighting& sighting : sightings_) {
      if (Chance(15)) told.push_back(sighting);
    }
    std::shuffle(told.begin(), told.end(), random_);
    for (size_t begin = 0; begin < told.size();) {
      const size_t size = std::min<size_t>(Number(1, 5), told.size() - begin);
      const std::vector<Sighting> batch(told.begin() + begin,
                                        told.begin() + begin + size);
      calls.push_back([this, batch](int thread) { Tell(batch, thread); });
      begin += size;
    }
    std::shuffle(calls.begin(), calls.end(), random_);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&calls, thread] {
        for (size_t i = thread; i < calls.size(); i += kThreads) {
          calls[i](thread);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  // Whether the door of `session` admitted the person; of any, for the venue.
  bool WasInPerson(size_t person, const std::string& session) const {
    return std::any_of(scans_.begin(), scans_.end(), [&](const Scan& scan) {
      return scan.person == person && scan.entry &&
             scan.outcome == Decision::OUTCOME_ADMITTED &&
             (session == "venue" || scan.session == session);
    });
  }

  // How many seconds the person watched `session`; any, for the venue.
  int SecondsOnline(size_t person, const std::string& session) const {
    std::vector<bool> watched(Sessions().at("venue").end);
    // By session and connection.
    std::map<std::pair<std::string, std::string>, std::vector<Sighting>> seen;
    for (const Sighting& sighting : sightings_) {
      if (sighting.person != person) continue;
      if (session != "venue" && sighting.session != session) continue;
      seen[{sighting.session, sighting.connection}].push_back(sighting);
    }
    for (const auto& [connection, sightings] : seen) {
      const Hours hours = Sessions().at(connection.first);
      for (const auto& [start, end] : VisitsOf(sightings, hours)) {
        for (int second = std::max(start, hours.start);
             second < std::min(end, hours.end); ++second) {
          watched[second] = true;
        }
      }
    }
    return static_cast<int>(std::count(watched.begin(), watched.end(), true));
  }

  // Whether the person was at `session` at all, if only before its hours.
  bool WasSeen(size_t person, const std::string& session) const {
    std::map<std::string, std::vector<Sighting>> seen;
    for (const Sighting& sighting : sightings_) {
      if (sighting.person == person && sighting.session == session) {
        seen[sighting.connection].push_back(sighting);
      }
    }
    return WasInPerson(person, session) ||
           std::any_of(seen.begin(), seen.end(), [&](const auto& connection) {
             const auto visits =
                 VisitsOf(connection.second, Sessions().at(session));
             return std::any_of(
                 visits.begin(), visits.end(),
                 [](const auto& visit) { return visit.first < visit.second; });
           });
  }

  // Whether the person watched `session` for as long as `seconds` ask for; any,
  // for the venue.
  bool Watched(size_t person, const std::string& session,
               const std::map<std::string, int>& seconds) const {
    for (const auto& [id, least] : seconds) {
      if (session != "venue" && session != id) continue;
      if (SecondsOnline(person, id) >= least) return true;
    }
    return false;
  }

  Counts CountsOf(size_t person, const std::string& session) const {
    const bool in_person = WasInPerson(person, session);
    const bool online = Watched(person, session, rule_.present);
    Counts counts;
    counts.registered = counts.confirmed = 1;
    counts.in_person_only = in_person && !online;
    counts.online_only = online && !in_person;
    counts.both = in_person && online;
    counts.no_show = !in_person && !online;
    counts.partial = counts.no_show && Watched(person, session, rule_.partial);
    counts.online_seconds = SecondsOnline(person, session);
    return counts;
  }

 private:
  // From when to when a connection was there, by what was seen of it. One that
  // was not seen to leave is there until a quarter of an hour after the
  // session.
  static std::vector<std::pair<int, int>> VisitsOf(
      const std::vector<Sighting>& sightings, const Hours& hours) {
    struct Second {
      bool join = false;
      bool leave = false;
    };
    std::map<int, Second> seconds;
    for (const Sighting& sighting : sightings) {
      Second& second = seconds[sighting.second];
      (sighting.join ? second.join : second.leave) = true;
    }
    std::vector<std::pair<int, int>> visits;
    int since = 0;
    int early_leaves = 0;
    bool inside = false;
    bool joined_again = false;
    for (const auto& [time, second] : seconds) {
      const bool was_inside = inside;
      if (second.leave && was_inside) {
        visits.emplace_back(since, time);
        inside = false;
      }
      if (second.join) {
        joined_again = inside;
        if (!inside) since = time;
        inside = true;
      }
      if (second.leave && !was_inside) {
        if (inside) visits.emplace_back(since, time);
        if (!inside && visits.empty()) ++early_leaves;
        inside = false;
      }
    }
    // The only leave before the only join: somebody took one for the other.
    const bool reversed = visits.empty() && early_leaves == 1 && !joined_again;
    if (inside && !reversed) {
      visits.emplace_back(since, std::max(since, hours.end + 15 * 60));
    }
    return visits;
  }

  int Number(int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random_);
  }
  bool Chance(int percent) { return Number(1, 100) <= percent; }
  template <typename T>
  T OneOf(const std::vector<T>& values) {
    return values[Number(0, static_cast<int>(values.size()) - 1)];
  }

  void AddPerson() {
    const auto mode =
        Chance(60) ? type::v1::MODE_IN_PERSON : type::v1::MODE_ONLINE;
    const auto country = OneOf<std::string>({"CN", "KE", "FR", ""});
    const auto sector = OneOf<std::string>({"academia", "private-sector", ""});
    registration::v1::Registration registration;
    registration.set_mode(mode);
    registration.set_country_code(country);
    registration.set_sector_id(sector);
    registration.set_delegation(
        OneOf<std::string>({delegations_[0], delegations_[1], ""}));
    const std::string name = hall_.forum().Register(registration);
    const bool of_delegation = !registration.delegation().empty();
    people_.push_back(
        {name, type::v1::Mode_Name(mode),
         country.empty() && of_delegation ? "MW" : country, sector,
         registration.delegation(),
         rollcall::testing::Forum::EmailOf(hall_.forum().registered())});
  }

  // Near one of the hours that matter, or anywhere.
  int Moment(const std::string& session) {
    const Hours hours = Sessions().at(session);
    switch (Number(0, 3)) {
      case 0:
        return hours.start + Number(-90, 90);
      case 1:
        return hours.end + Number(-90, 90);
      default:
        return Number(-600, 9 * 3600 + 600);
    }
  }

  void AddScan() {
    const auto session = OneOf<std::string>({"venue", "panel"});
    scans_.push_back({static_cast<size_t>(Number(0, kPeople - 1)), session,
                      Chance(60), Chance(15), Moment(session)});
  }

  // One of a few connections of a person, so that some are used again. Some
  // visits are known by their beginning only, some by their end.
  void AddVisit() {
    const auto person = static_cast<size_t>(Number(0, kPeople - 1));
    const auto session = OneOf<std::string>({"venue", "panel"});
    const std::string connection =
        absl::StrCat("device-", person, "-", Number(1, 2));
    const int join = Moment(session);
    const int leave =
        join + OneOf<int>({0, 1, 29, 30, 31, 59, 60, 61, 90, 3600});
    const int kind = Number(1, 10);
    if (kind != 1) {
      sightings_.push_back({absl::StrFormat("e%05d", sightings_.size()), true,
                            person, session, connection, join, true});
    }
    if (kind != 2) {
      sightings_.push_back({absl::StrFormat("e%05d", sightings_.size()), false,
                            person, session, connection, leave, Chance(50)});
    }
  }

  int64_t SecondsSinceEpoch(int second) const {
    return absl::ToUnixSeconds(hall_.At(absl::Seconds(second)));
  }

  void Tell(Scan& scan, int thread) {
    checkin::v1::CheckInRequest request;
    checkin::v1::CheckInResponse response;
    request.set_session(hall_.Session(scan.session));
    request.set_registration(people_[scan.person].name);
    request.set_device(hall_.forum().Device(thread));
    request.set_direction(scan.entry ? Decision::DIRECTION_ENTRY
                                     : Decision::DIRECTION_EXIT);
    request.set_scan_id(NewUuid());
    request.mutable_scan_time()->set_seconds(SecondsSinceEpoch(scan.second));
    request.set_force(scan.force);
    if (scan.force) request.set_force_reason("Known to the staff");
    const grpc::Status status =
        Call(doors_[thread % 2].stub(),
             &checkin::v1::CheckInService::Stub::CheckIn, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
    scan.outcome = response.decision().outcome();
  }

  void Tell(const std::vector<Sighting>& sightings, int thread) {
    checkin::v1::ReportPresenceRequest request;
    checkin::v1::ReportPresenceResponse response;
    request.set_event(hall_.forum().name());
    request.set_source("platform");
    for (const Sighting& sighting : sightings) {
      auto* event = request.add_presence_events();
      event->set_source_event_id(sighting.id);
      event->set_kind(sighting.join ? PresenceEvent::KIND_JOIN
                                    : PresenceEvent::KIND_LEAVE);
      event->mutable_event_time()->set_seconds(
          SecondsSinceEpoch(sighting.second));
      event->set_session(hall_.Session(sighting.session));
      event->set_instance_id("broadcast");
      event->set_connection_id(sighting.connection);
      if (!sighting.says_who) continue;
      const Person& person = people_[sighting.person];
      if (sighting.second % 2 == 0) {
        event->mutable_participant()->set_registration(person.name);
      } else {
        event->mutable_participant()->set_email(person.email);
      }
    }
    const grpc::Status status =
        Call(platforms_[thread % 2].stub(),
             &checkin::v1::PresenceService::Stub::ReportPresence, request,
             &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
    for (const auto& result : response.results()) {
      EXPECT_NE(result.outcome(),
                checkin::v1::ReportPresenceResponse::Result::OUTCOME_REJECTED);
    }
  }

  std::mt19937_64 random_;
  const Rule rule_;
  Hall hall_;
  DoorServer doors_[2];
  PresenceServer platforms_[2];
  // Both of MW, which members have who name no country.
  const std::string delegations_[2] = {hall_.CreateDelegation("Ministry", "MW"),
                                       hall_.CreateDelegation("Press", "MW")};
  std::vector<Person> people_;
  std::vector<Scan> scans_;
  std::vector<Sighting> sightings_;
};

void Add(const Counts& counts, Counts& sum) {
  sum.registered += counts.registered;
  sum.confirmed += counts.confirmed;
  sum.in_person_only += counts.in_person_only;
  sum.online_only += counts.online_only;
  sum.both += counts.both;
  sum.no_show += counts.no_show;
  sum.partial += counts.partial;
  sum.online_seconds += counts.online_seconds;
}

// Of the countries that people are from here.
std::string RegionOf(const std::string& country) {
  static const auto& regions = *new std::map<std::string, std::string>{
      {"CN", "142"}, {"KE", "002"}, {"MW", "002"}, {"FR", "150"}, {"", ""}};
  return regions.at(country);
}

std::string ValueOf(const Person& person, v1::Dimension dimension) {
  if (dimension == v1::DIMENSION_COUNTRY) return person.country;
  if (dimension == v1::DIMENSION_SECTOR) return person.sector;
  if (dimension == v1::DIMENSION_DELEGATION) return person.delegation;
  if (dimension == v1::DIMENSION_REGION) return RegionOf(person.country);
  if (dimension == v1::DIMENSION_LDC) {
    if (person.country.empty()) return "";
    return person.country == "MW" ? "LDC" : "OTHER";
  }
  return person.mode;
}

// A filter, and whom it lets through.
struct Filter {
  v1::PeopleFilter message;
  std::function<bool(const Person&)> matches;
};

std::vector<Filter> Filters() {
  std::vector<Filter> filters(5);
  filters[0].matches = [](const Person&) { return true; };
  filters[1].message.add_country_codes("KE");
  filters[1].message.add_country_codes("");
  filters[1].matches = [](const Person& person) {
    return person.country == "KE" || person.country.empty();
  };
  filters[2].message.add_sector_ids("academia");
  filters[2].message.add_modes(type::v1::MODE_ONLINE);
  filters[2].matches = [](const Person& person) {
    return person.sector == "academia" && person.mode == "MODE_ONLINE";
  };
  filters[3].message.add_regions("002");
  filters[3].message.add_groups(v1::COUNTRY_GROUP_LDC);
  filters[3].message.add_groups(v1::COUNTRY_GROUP_SIDS);
  filters[3].matches = [](const Person& person) {
    return person.country == "MW";
  };
  filters[4].message.add_delegations("");
  filters[4].message.add_regions("030");
  filters[4].matches = [](const Person& person) {
    return person.delegation.empty() && person.country == "CN";
  };
  return filters;
}

// All combinations of at least one dimension.
std::vector<std::vector<v1::Dimension>> DimensionSets() {
  std::vector<std::vector<v1::Dimension>> sets;
  for (int set = 1; set < 16; ++set) {
    std::vector<v1::Dimension> dimensions;
    if (set & 1) dimensions.push_back(v1::DIMENSION_COUNTRY);
    if (set & 2) dimensions.push_back(v1::DIMENSION_SECTOR);
    if (set & 4) dimensions.push_back(v1::DIMENSION_MODE);
    if (set & 8) dimensions.push_back(v1::DIMENSION_DELEGATION);
    sets.push_back(dimensions);
  }
  sets.push_back({v1::DIMENSION_REGION, v1::DIMENSION_MODE});
  sets.push_back({v1::DIMENSION_LDC});
  return sets;
}

void ExpectBreakdown(History& history, const std::string& session,
                     const std::vector<v1::Dimension>& dimensions,
                     const Filter& filter) {
  std::map<std::vector<std::string>, Counts> expected;
  Counts total;
  for (size_t i = 0; i < history.people().size(); ++i) {
    if (!filter.matches(history.people()[i])) continue;
    std::vector<std::string> values;
    for (const v1::Dimension dimension : dimensions) {
      values.push_back(ValueOf(history.people()[i], dimension));
    }
    const Counts counts = history.CountsOf(i, session);
    Add(counts, expected[values]);
    Add(counts, total);
  }

  const auto breakdown = history.hall().Breakdown(
      dimensions, history.hall().Session(session), filter.message);
  Counts sum;
  for (const auto& row : breakdown.rows()) {
    std::vector<std::string> values;
    for (const auto& value : row.values()) values.push_back(value.value());
    ASSERT_EQ(expected.count(values), 1u) << ::testing::PrintToString(values);
    EXPECT_EQ(Text(row.counts()), Text(expected[values]))
        << ::testing::PrintToString(values);
    const v1::Counts& counts = row.counts();
    Add({counts.registered_count(), counts.confirmed_count(),
         counts.in_person_only_count(), counts.online_only_count(),
         counts.both_count(), counts.no_show_count(), counts.partial_count(),
         counts.online_duration().seconds()},
        sum);
    EXPECT_EQ(counts.online_duration().seconds(),
              expected[values].online_seconds);
  }
  EXPECT_EQ(breakdown.rows_size(), static_cast<int>(expected.size()));
  EXPECT_EQ(Text(sum), Text(total));
  EXPECT_EQ(Text(breakdown.total()), Text(total));
  EXPECT_EQ(sum.online_seconds, total.online_seconds);
  EXPECT_EQ(breakdown.total().online_duration().seconds(),
            total.online_seconds);
  EXPECT_EQ(breakdown.unique_attended_count(), total.attended());
}

// What is told apart by session and by day sums to what is not.
void ExpectParts(History& history) {
  Hall& hall = history.hall();
  for (const Filter& filter : Filters()) {
    const auto whole = hall.Breakdown({v1::DIMENSION_COUNTRY},
                                      hall.Session("panel"), filter.message);
    const auto sessions = hall.Breakdown(
        {v1::DIMENSION_SESSION, v1::DIMENSION_COUNTRY}, "", filter.message);
    std::map<std::string, std::string> panel;
    for (const auto& row : sessions.rows()) {
      if (row.values(0).value() == hall.Session("panel")) {
        panel[row.values(1).value()] = Text(row.counts());
      }
    }
    ASSERT_EQ(static_cast<int>(panel.size()), whole.rows_size());
    for (const auto& row : whole.rows()) {
      EXPECT_EQ(panel[row.values(0).value()], Text(row.counts()));
    }
    const auto days = hall.Breakdown({v1::DIMENSION_DAY}, hall.Session("panel"),
                                     filter.message);
    EXPECT_EQ(days.total().online_duration().seconds(),
              whole.total().online_duration().seconds());
    // Whoever attended did so on some day, and there is one.
    EXPECT_GE(days.total().attended_count(), whole.total().attended_count());
    EXPECT_EQ(days.unique_attended_count(), whole.total().attended_count());
  }
}

void ExpectSummary(History& history, const std::string& session) {
  Counts total;
  std::map<std::string, Counts> sectors;
  std::map<std::string, int64_t> modes;
  std::map<std::string, Counts> countries;
  for (size_t i = 0; i < history.people().size(); ++i) {
    const Person& person = history.people()[i];
    const Counts counts = history.CountsOf(i, session);
    Add(counts, total);
    Add(counts, sectors[person.sector]);
    Add(counts, countries[person.country]);
    ++modes[person.mode];
  }
  countries.erase("");
  const auto attended = std::count_if(
      countries.begin(), countries.end(),
      [](const auto& country) { return country.second.attended() > 0; });

  const auto summary = history.hall().Summary(history.hall().Session(session));
  EXPECT_EQ(Text(summary.total()), Text(total));
  EXPECT_EQ(summary.country_count(), attended);
  EXPECT_EQ(summary.total().online_duration().seconds(), total.online_seconds);
  EXPECT_EQ(summary.registered_in_person_count(), modes["MODE_IN_PERSON"]);
  EXPECT_EQ(summary.registered_online_count(), modes["MODE_ONLINE"]);
  Counts sum;
  for (const auto& row : summary.sectors()) {
    EXPECT_EQ(Text(row.counts()), Text(sectors[row.sector_id()]))
        << row.sector_id();
    Add(sectors[row.sector_id()], sum);
  }
  EXPECT_EQ(Text(sum), Text(total));
}

// What the service says of itself.
void ExpectCleanAudit(History& history) {
  v1::AuditRollupsRequest request;
  v1::AuditRollupsResponse response;
  request.set_event(history.hall().forum().name());
  const grpc::Status status =
      Call(history.hall().reports(), &v1::ReportingService::Stub::AuditRollups,
           request, &response);
  EXPECT_TRUE(status.ok()) << ReasonOf(status);
  EXPECT_EQ(response.person_count(),
            static_cast<int64_t>(history.people().size()));
  EXPECT_GT(response.sum_count(), 0);
  EXPECT_EQ(response.difference_count(), 0) << response.DebugString();
  EXPECT_EQ(response.miscounted_person_count(), 0);
  EXPECT_EQ(response.mislaid_person_count(), 0);
}

// Every person's row of what the rollups are made of.
void ExpectAttendanceRows(History& history, pqxx::work& tx,
                          const std::string& event) {
  std::map<std::string, std::string> expected;
  for (size_t i = 0; i < history.people().size(); ++i) {
    for (const std::string session : {"venue", "panel"}) {
      if (session != "venue" && !history.WasSeen(i, session)) continue;
      const Counts counts = history.CountsOf(i, session);
      const char* bucket = counts.both             ? "BOTH"
                           : counts.in_person_only ? "IN_PERSON_ONLY"
                           : counts.online_only    ? "ONLINE_ONLY"
                           : counts.partial        ? "PARTIAL"
                                                   : "NONE";
      const std::string& name = history.people()[i].name;
      expected[absl::StrCat(name.substr(name.rfind('/') + 1), " ", session)] =
          absl::StrCat(bucket, " ", history.SecondsOnline(i, session));
    }
  }
  std::map<std::string, std::string> found;
  for (const pqxx::row& row : tx.exec_params(
           "SELECT registration_id, session_id, bucket, online_seconds"
           "  FROM rollcall.attendance WHERE event_id = $1",
           event)) {
    found[absl::StrCat(row[0].c_str(), " ", row[1].c_str())] =
        absl::StrCat(row[2].c_str(), " ", row[3].c_str());
  }
  EXPECT_EQ(found, expected);
}

void ExpectRollupsOfAttendance(pqxx::work& tx, const std::string& event) {
  const pqxx::result different = tx.exec_params(
      "WITH facts AS ("
      "  SELECT session_id, country_code, sector_id, delegation_id, mode, "
      "state, bucket,"
      "         count(*) AS people, sum(online_seconds) AS seconds"
      "    FROM rollcall.attendance WHERE event_id = $1"
      "   GROUP BY 1, 2, 3, 4, 5, 6, 7"
      "), cells AS ("
      "  SELECT session_id, country_code, sector_id, delegation_id, mode, "
      "state, bucket,"
      "         sum(person_count) AS people, sum(online_seconds) AS seconds"
      "    FROM rollcall.attendance_rollup"
      "   WHERE event_id = $1 AND day = '-infinity'"
      "   GROUP BY 1, 2, 3, 4, 5, 6, 7"
      "  HAVING sum(person_count) <> 0 OR sum(online_seconds) <> 0"
      ") SELECT session_id, bucket, facts.people, cells.people"
      "    FROM facts FULL JOIN cells"
      "   USING (session_id, country_code, sector_id, delegation_id, mode, "
      "state, bucket)"
      "   WHERE facts.people IS DISTINCT FROM cells.people"
      "      OR facts.seconds IS DISTINCT FROM cells.seconds",
      event);
  EXPECT_EQ(different.size(), 0u);
}

void ExpectDaysOfAttendance(pqxx::work& tx, const std::string& event) {
  const pqxx::result different = tx.exec_params(
      "SELECT session_id, country_code, sector_id, delegation_id, mode, state"
      "  FROM rollcall.attendance_rollup"
      " WHERE event_id = $1"
      " GROUP BY 1, 2, 3, 4, 5, 6"
      " HAVING sum(online_seconds) FILTER (WHERE day = '-infinity')"
      "        <> sum(online_seconds) FILTER (WHERE day > '-infinity')",
      event);
  EXPECT_EQ(different.size(), 0u);
}

class HistoryTest
    : public ::testing::TestWithParam<std::tuple<uint64_t, Rule>> {};

TEST_P(HistoryTest, IsCountedAsItHappened) {
  const auto& [seed, rule] = GetParam();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  History history(seed, rule);
  history.Happen();
  for (const std::string session : {"venue", "panel"}) {
    SCOPED_TRACE(session);
    ExpectSummary(history, session);
    for (const auto& dimensions : DimensionSets()) {
      SCOPED_TRACE(::testing::PrintToString(dimensions));
      // What a filter lets through does not depend on how it is broken down.
      const size_t filters = dimensions.size() > 2 ? 1 : Filters().size();
      for (size_t i = 0; i < filters; ++i) {
        const Filter filter = Filters()[i];
        SCOPED_TRACE(filter.message.ShortDebugString());
        ExpectBreakdown(history, session, dimensions, filter);
      }
    }
  }
  ExpectParts(history);
  ExpectCleanAudit(history);
  EventName event;
  ASSERT_TRUE(ParseName(history.hall().forum().name(), event));
  pqxx::connection connection(DatabaseUrl());
  pqxx::work tx(connection);
  ExpectAttendanceRows(history, tx, event.event);
  ExpectRollupsOfAttendance(tx, event.event);
  ExpectDaysOfAttendance(tx, event.event);
}

INSTANTIATE_TEST_SUITE_P(
    Seeds, HistoryTest,
    ::testing::Combine(::testing::Values(1, 2, 3, 2022, 20220903),
                       ::testing::Values(ByDuration(), ByDurationWithPartial(),
                                         ByPercentage())),
    [](const auto& tested) {
      return absl::StrCat(std::get<1>(tested.param).name, "_",
                          std::get<0>(tested.param));
    });

}  // namespace
}  // namespace rollcall::reporting
