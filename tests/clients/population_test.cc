#include "clients/demo/population.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::demo {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr int kStartHour = 9;

const std::vector<Participant>& Population() {
  static const auto* const population =
      new std::vector<Participant>(GeneratePopulation({}));
  return *population;
}

const Tally& PopulationTally() {
  static const auto* const tally = new Tally(TallyOf(Population()));
  return *tally;
}

auto FieldsOf(const OnlineVisit& visit) {
  return std::tie(visit.session_id, visit.join_second, visit.leave_second);
}

auto FieldsOf(const Participant& participant) {
  return std::tie(
      participant.number, participant.display_name, participant.email,
      participant.organization, participant.job_title, participant.country_code,
      participant.sector_id, participant.mode, participant.door_second);
}

bool Same(const std::vector<Participant>& left,
          const std::vector<Participant>& right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(),
      [](const Participant& a, const Participant& b) {
        return FieldsOf(a) == FieldsOf(b) &&
               std::equal(a.online_visits.begin(), a.online_visits.end(),
                          b.online_visits.begin(), b.online_visits.end(),
                          [](const OnlineVisit& v, const OnlineVisit& w) {
                            return FieldsOf(v) == FieldsOf(w);
                          });
      });
}

// Marks the seconds one by one, unlike the code under test.
int WatchedSeconds(const Participant& participant) {
  std::vector<bool> watched(
      static_cast<std::size_t>(Agenda().front().end_second));
  int count = 0;
  for (const OnlineVisit& visit : participant.online_visits) {
    for (const SessionHours& session : Agenda()) {
      if (session.session_id != visit.session_id) continue;
      const int end = std::min(visit.leave_second, session.end_second);
      for (int second = std::max(visit.join_second, session.start_second);
           second < end; ++second) {
        const auto i = static_cast<std::size_t>(second);
        if (!watched[i]) ++count;
        watched[i] = true;
      }
    }
  }
  return count;
}

int CountOf(bool (*matches)(const Participant&)) {
  return static_cast<int>(
      std::count_if(Population().begin(), Population().end(), matches));
}

Participant Person(std::optional<int> door_second,
                   std::vector<OnlineVisit> online_visits) {
  Participant person;
  person.country_code = "KE";
  person.sector_id = "academia";
  person.mode = Mode::kInPerson;
  person.door_second = door_second;
  person.online_visits = std::move(online_visits);
  return person;
}

// Of UTF-8 text that is not empty and begins within the basic plane.
unsigned FirstCodePoint(const std::string& text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(text.at(i)));
  };
  if (byte(0) < 0x80) return byte(0);
  if (byte(0) < 0xe0) return (byte(0) & 0x1fU) << 6U | (byte(1) & 0x3fU);
  return (byte(0) & 0xfU) << 12U | (byte(1) & 0x3fU) << 6U | (byte(2) & 0x3fU);
}

BucketCounts SumOf(const std::map<std::string, BucketCounts>& rows) {
  BucketCounts sum;
  for (const auto& [value, counts] : rows) sum += counts;
  return sum;
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(std::string(ROLLCALL_SOURCE_DIR "/deploy/demo/") + path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string LocalTime(int second) {
  const auto two_digits = [](int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return "2022-09-03T" + two_digits(kStartHour + second / 3600) + ":" +
         two_digits(second / 60 % 60) + ":" + two_digits(second % 60) +
         "+08:00";
}

TEST(PopulationTest, IsTheSameForTheSameSeed) {
  EXPECT_TRUE(Same(GeneratePopulation({.seed = 7}), GeneratePopulation({7})));
}

TEST(PopulationTest, DiffersWithTheSeed) {
  EXPECT_FALSE(Same(GeneratePopulation({7}), GeneratePopulation({8})));
}

TEST(PopulationTest, IsTheSameOnEveryPlatform) {
  const BucketCounts& total = PopulationTally().total;
  EXPECT_EQ(total.in_person_only, 220);
  EXPECT_EQ(total.online_only, 369);
  EXPECT_EQ(total.both, 25);
  EXPECT_EQ(total.no_show, 26);
  const Participant& last = Population().back();
  EXPECT_EQ(last.display_name, "徐嘉豪");
  EXPECT_EQ(last.email, "jiahao.xu@cn.example.com");
  EXPECT_EQ(last.door_second, -292);
}

TEST(PopulationTest, NumbersSixHundredAndFortyPeople) {
  ASSERT_EQ(Population().size(), 640U);
  for (std::size_t i = 0; i < Population().size(); ++i) {
    EXPECT_EQ(Population()[i].number, static_cast<int>(i) + 1);
  }
}

TEST(PopulationTest, GivesEveryoneAnEmailOfTheirOwnInAReservedDomain) {
  std::set<std::string> emails;
  for (const Participant& participant : Population()) {
    const std::string& email = participant.email;
    EXPECT_TRUE(emails.insert(email).second) << email;
    EXPECT_THAT(email, AnyOf(EndsWith(".example"), EndsWith(".example.org"),
                             EndsWith(".example.com")));
    EXPECT_TRUE(std::all_of(email.begin(), email.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
             c == '@';
    })) << email;
  }
}

TEST(PopulationTest, FillsEveryField) {
  for (const Participant& participant : Population()) {
    EXPECT_NE(participant.display_name, "");
    EXPECT_NE(participant.organization, "");
    EXPECT_NE(participant.job_title, "");
    EXPECT_THAT(participant.organization + participant.email,
                Not(HasSubstr("{")));
    EXPECT_EQ(participant.country_code.size(), 2U);
  }
}

TEST(PopulationTest, WritesNamesInManyScripts) {
  // First and last code points of the scripts' Unicode blocks.
  const std::map<std::string, std::pair<unsigned, unsigned>> blocks = {
      {"Cyrillic", {0x400, 0x4ff}},   {"Arabic", {0x600, 0x6ff}},
      {"Devanagari", {0x900, 0x97f}}, {"Bengali", {0x980, 0x9ff}},
      {"Sinhala", {0xd80, 0xdff}},    {"Thai", {0xe00, 0xe7f}},
      {"Lao", {0xe80, 0xeff}},        {"Ethiopic", {0x1200, 0x137f}},
      {"Khmer", {0x1780, 0x17ff}},    {"Han", {0x4e00, 0x9fff}},
      {"Latin", {0x41, 0x24f}}};
  for (const auto& [script, block] : blocks) {
    const auto [first, last] = block;
    EXPECT_TRUE(std::any_of(Population().begin(), Population().end(),
                            [first = first, last = last](const auto& person) {
                              const unsigned point =
                                  FirstCodePoint(person.display_name);
                              return first <= point && point <= last;
                            }))
        << script;
  }
}

TEST(PopulationTest, NamesNoSpeaker) {
  const std::string agenda = ContentOf("sessions/1-opening.json") +
                             ContentOf("sessions/2-keynotes.json") +
                             ContentOf("sessions/3-panel.json");
  for (const Participant& participant : Population()) {
    EXPECT_THAT(agenda, Not(HasSubstr('"' + participant.display_name + '"')));
  }
}

TEST(PopulationTest, BringsMoreThanSixHundredPeople) {
  EXPECT_GE(PopulationTally().total.attended, 608);
  EXPECT_LE(PopulationTally().total.attended, 620);
}

TEST(PopulationTest, BringsSomeoneFromEachOfThirtyOneCountries) {
  EXPECT_EQ(PopulationTally().by_country.size(), 31U);
  for (const auto& [country, counts] : PopulationTally().by_country) {
    EXPECT_GT(counts.attended, 0) << country;
  }
}

TEST(PopulationTest, BringsMostPeopleFromTheHostCountry) {
  const int host = PopulationTally().by_country.at("CN").attended;
  for (const auto& [country, counts] : PopulationTally().by_country) {
    if (country == "CN") continue;
    EXPECT_GT(host, 5 * counts.attended) << country;
  }
}

TEST(PopulationTest, BringsEverySectorOfTheEventInBothModes) {
  const std::string event = ContentOf("event.json");
  EXPECT_EQ(PopulationTally().by_sector.size(), 8U);
  for (const auto& [sector, counts] : PopulationTally().by_sector) {
    EXPECT_THAT(event, HasSubstr("\"sectorId\": \"" + sector + "\""));
    EXPECT_GT(counts.in_person_only, 0) << sector;
    EXPECT_GT(counts.online_only, 0) << sector;
  }
}

TEST(PopulationTest, HasEveryOutcomeInBothRegisteredModes) {
  EXPECT_GT(PopulationTally().total.both, 0);
  for (const std::string mode : {"MODE_IN_PERSON", "MODE_ONLINE"}) {
    const BucketCounts& counts = PopulationTally().by_mode.at(mode);
    EXPECT_GT(counts.attended, 100) << mode;
    EXPECT_GT(counts.no_show, 0) << mode;
    EXPECT_GT(counts.online_only, 0) << mode;
  }
  EXPECT_EQ(PopulationTally().by_mode.size(), 2U);
}

TEST(PopulationTest, KeepsItsPromisesForOtherSeeds) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Tally tally = TallyOf(GeneratePopulation({seed}));
    EXPECT_EQ(tally.total.registered, 640) << seed;
    EXPECT_EQ(tally.total.attended, PopulationTally().total.attended) << seed;
    EXPECT_EQ(tally.by_country.size(), 31U) << seed;
    for (const auto& [country, counts] : tally.by_country) {
      EXPECT_GT(counts.attended, 0) << country << " " << seed;
    }
  }
}

TEST(PopulationTest, LetsNobodyEnterWhoRegisteredForOnline) {
  EXPECT_EQ(CountOf([](const Participant& participant) {
              return participant.mode == Mode::kOnline &&
                     participant.door_second.has_value();
            }),
            0);
}

TEST(PopulationTest, SendsSomePeopleInBeforeTheOpeningAndNobodyAfterTheEnd) {
  int early_count = 0;
  for (const Participant& participant : Population()) {
    const int second = participant.door_second.value_or(0);
    early_count += second < 0 ? 1 : 0;
    EXPECT_GE(second, -3600);
    EXPECT_LT(second, Agenda().front().end_second);
  }
  EXPECT_GT(early_count, 0);
}

TEST(PopulationTest, SendsVisitorsToSessionsOfTheAgenda) {
  std::set<std::string_view> sessions;
  for (const SessionHours& session : Agenda()) {
    sessions.insert(session.session_id);
  }
  for (const Participant& participant : Population()) {
    for (const OnlineVisit& visit : participant.online_visits) {
      EXPECT_TRUE(sessions.contains(visit.session_id)) << visit.session_id;
      EXPECT_LT(visit.join_second, visit.leave_second);
      EXPECT_LT(visit.leave_second, Agenda().front().end_second);
    }
  }
}

TEST(PopulationTest, HasPeopleWhoGlimpseAndDoNotAttend) {
  EXPECT_GE(CountOf([](const Participant& participant) {
              return !participant.online_visits.empty() &&
                     WatchedSeconds(participant) < 60;
            }),
            5);
}

TEST(PopulationTest, HasPeopleWhoStayForExactlyTheThreshold) {
  EXPECT_GE(CountOf([](const Participant& participant) {
              return WatchedSeconds(participant) == 60;
            }),
            1);
}

TEST(PopulationTest, HasPeopleWhoReconnect) {
  EXPECT_GE(CountOf([](const Participant& participant) {
              const auto& visits = participant.online_visits;
              return std::any_of(
                  visits.begin(), visits.end(), [&](const OnlineVisit& first) {
                    return std::any_of(
                        visits.begin(), visits.end(),
                        [&](const OnlineVisit& second) {
                          return first.session_id == second.session_id &&
                                 first.leave_second < second.join_second;
                        });
                  });
            }),
            5);
}

TEST(PopulationTest, HasPeopleWithTwoDevicesAtOnce) {
  EXPECT_GE(CountOf([](const Participant& participant) {
              const auto& visits = participant.online_visits;
              return std::any_of(
                  visits.begin(), visits.end(), [&](const OnlineVisit& first) {
                    return std::any_of(
                        visits.begin(), visits.end(),
                        [&](const OnlineVisit& second) {
                          return first.session_id == second.session_id &&
                                 first.join_second < second.join_second &&
                                 second.join_second < first.leave_second;
                        });
                  });
            }),
            5);
}

TEST(PopulationTest, CountsAlikeWhetherTheThresholdIsPerSessionOrForTheDay) {
  for (Participant participant : Population()) {
    const bool attends = WatchedSeconds(participant) >= 60;
    const std::vector<OnlineVisit> visits = participant.online_visits;
    bool attends_a_session = false;
    for (const SessionHours& session : Agenda()) {
      participant.online_visits.clear();
      std::copy_if(visits.begin(), visits.end(),
                   std::back_inserter(participant.online_visits),
                   [&](const OnlineVisit& visit) {
                     return visit.session_id == session.session_id;
                   });
      attends_a_session |= WatchedSeconds(participant) >= 60;
    }
    EXPECT_EQ(attends, attends_a_session) << participant.number;
  }
}

TEST(TallyTest, CountsEveryoneInOneBucket) {
  BucketCounts expected;
  for (const Participant& participant : Population()) {
    const bool in_person = participant.door_second.has_value();
    const bool online = WatchedSeconds(participant) >= 60;
    ++expected.registered;
    ++(in_person || online ? expected.attended : expected.no_show);
    if (in_person && online) ++expected.both;
    if (in_person && !online) ++expected.in_person_only;
    if (!in_person && online) ++expected.online_only;
  }
  EXPECT_EQ(PopulationTally().total, expected);
}

TEST(TallyTest, HasRowsThatSumToTheTotal) {
  const BucketCounts& total = PopulationTally().total;
  EXPECT_EQ(SumOf(PopulationTally().by_country), total);
  EXPECT_EQ(SumOf(PopulationTally().by_sector), total);
  EXPECT_EQ(SumOf(PopulationTally().by_mode), total);
}

TEST(TallyTest, IsEmptyForNobody) {
  const Tally tally = TallyOf({});
  EXPECT_EQ(tally.total, BucketCounts{});
  EXPECT_TRUE(tally.by_country.empty());
}

TEST(TallyTest, CountsWhoEntersAsInPerson) {
  EXPECT_EQ(TallyOf({Person(-60, {})}).total.in_person_only, 1);
}

TEST(TallyTest, CountsAVisitOfAMinute) {
  EXPECT_EQ(TallyOf({Person({}, {{"panel", 17000, 17060}})}).total.online_only,
            1);
  EXPECT_EQ(TallyOf({Person({}, {{"panel", 17000, 17059}})}).total.no_show, 1);
}

TEST(TallyTest, ClipsVisitsToTheSession) {
  EXPECT_EQ(TallyOf({Person({}, {{"panel", 0, 16259}})}).total.no_show, 1);
  EXPECT_EQ(TallyOf({Person({}, {{"panel", 23341, 32400}})}).total.no_show, 1);
  EXPECT_EQ(TallyOf({Person({}, {{"panel", 0, 16100}})}).total.no_show, 1);
}

TEST(TallyTest, CountsOverlappingVisitsOnce) {
  const OnlineVisit first{"panel", 17000, 17040};
  const OnlineVisit within{"panel", 17010, 17030};
  const OnlineVisit later{"panel", 17100, 17120};
  EXPECT_EQ(TallyOf({Person({}, {first, within})}).total.no_show, 1);
  EXPECT_EQ(TallyOf({Person({}, {later, within, first})}).total.online_only, 1);
}

TEST(TallyTest, IgnoresVisitsToUnknownSessions) {
  EXPECT_EQ(TallyOf({Person({}, {{"gala", 0, 9000}})}).total.no_show, 1);
}

TEST(TallyTest, CountsWhoDoesBothOnce) {
  const Tally tally = TallyOf({Person(0, {{"venue", 0, 60}})});
  BucketCounts expected;
  expected.registered = expected.attended = expected.both = 1;
  EXPECT_EQ(tally.total, expected);
  EXPECT_EQ(tally.by_country.at("KE"), expected);
  EXPECT_EQ(tally.by_sector.at("academia"), expected);
  EXPECT_EQ(tally.by_mode.at("MODE_IN_PERSON"), expected);
}

TEST(AgendaTest, IsThatOfTheDemoFiles) {
  const std::map<std::string_view, std::string> files = {
      {"venue", "event.json"},
      {"opening", "sessions/1-opening.json"},
      {"keynotes", "sessions/2-keynotes.json"},
      {"panel", "sessions/3-panel.json"},
      {"launch", "sessions/4-launch.json"}};
  ASSERT_EQ(Agenda().size(), files.size());
  for (const SessionHours& session : Agenda()) {
    const std::string content = ContentOf(files.at(session.session_id));
    EXPECT_THAT(content, HasSubstr("\"startTime\": \"" +
                                   LocalTime(session.start_second) + "\""));
    EXPECT_THAT(content, HasSubstr("\"endTime\": \"" +
                                   LocalTime(session.end_second) + "\""));
    if (session.session_id == "venue") continue;
    EXPECT_THAT(content, HasSubstr("\"sessionId\": \"" +
                                   std::string(session.session_id) + "\""));
  }
}

TEST(AgendaTest, CountsAttendanceByTheRuleOfTheDemoEvent) {
  EXPECT_THAT(ContentOf("event.json"),
              HasSubstr("\"onlineAttendanceThreshold\": \"60s\""));
}

}  // namespace
}  // namespace rollcall::demo
