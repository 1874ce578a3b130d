#include "services/reporting/communique.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "services/reporting/public_breakdown.h"

namespace rollcall::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

absl::Time Time(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

EventFacts Forum() {
  return {"Forum",
          "",
          "the Hall",
          "Beijing",
          "Asia/Shanghai",
          Time("2022-09-03T09:00:00+08:00"),
          Time("2022-09-03T18:00:00+08:00")};
}

Summary People(int64_t in_person, int64_t online, int64_t both,
               int64_t countries) {
  Summary summary;
  summary.total.in_person_only = in_person;
  summary.total.online_only = online;
  summary.total.both = both;
  summary.countries = countries;
  return summary;
}

SectorRow Attended(const std::string& id, const std::string& name,
                   int64_t count) {
  SectorRow row{{id, name}, {}};
  row.counts.registered = 1;
  row.counts.online_only = count;
  return row;
}

TEST(ComposeCommuniqueTest, SaysWhoWhereAndWhen) {
  Summary summary = People(430, 170, 23, 31);
  summary.sectors = {Attended("g", "government agencies", 200),
                     Attended("e", "foreign embassies", 100),
                     Attended("a", "academia", 323)};
  EXPECT_EQ(ComposeCommunique(Forum(), summary, "en"),
            "More than 600 people from 31 countries took part in the Forum at "
            "the Hall in Beijing on 3 September 2022: 430 in person, 170 "
            "online and 23 both ways. Represented were government agencies, "
            "foreign embassies and academia.");
}

TEST(ComposeCommuniqueTest, PutsAnArticleBeforeATitleThatHasNone) {
  for (const auto& [title, named] :
       std::vector<std::pair<std::string, std::string>>{
           {"Forum", "took part in the Forum at "},
           {"Andean Forum", "took part in the Andean Forum at "},
           {"The Forum", "took part in The Forum at "},
           {"A Forum", "took part in A Forum at "},
           {"An Open Forum", "took part in An Open Forum at "}}) {
    EventFacts event = Forum();
    event.title = title;
    EXPECT_THAT(ComposeCommunique(event, People(2, 0, 0, 1), "en"),
                HasSubstr(named));
  }
}

TEST(ComposeCommuniqueTest, SpeaksOfOne) {
  EXPECT_THAT(ComposeCommunique(Forum(), People(1, 0, 0, 1), "en"),
              StartsWith("1 person from 1 country took part in "));
}

TEST(ComposeCommuniqueTest, SpeaksOfSeveral) {
  EXPECT_THAT(ComposeCommunique(Forum(), People(1, 0, 1, 2), "en"),
              StartsWith("2 people from 2 countries took part in "));
}

TEST(ComposeCommuniqueTest, RoundsDownToHundreds) {
  const auto headline = [](int64_t count) {
    const std::string text =
        ComposeCommunique(Forum(), People(count, 0, 0, 3), "en");
    return text.substr(0, text.find(" from "));
  };
  EXPECT_EQ(headline(99), "99 people");
  EXPECT_EQ(headline(100), "100 people");
  EXPECT_EQ(headline(101), "More than 100 people");
  EXPECT_EQ(headline(199), "More than 100 people");
  EXPECT_EQ(headline(200), "200 people");
  EXPECT_EQ(headline(623), "More than 600 people");
  EXPECT_EQ(headline(1000), "1000 people");
  EXPECT_EQ(headline(1234), "More than 1200 people");
}

TEST(ComposeCommuniqueTest, AddsUpTheBuckets) {
  EXPECT_THAT(ComposeCommunique(Forum(), People(40, 40, 21, 3), "en"),
              StartsWith("More than 100 people"));
}

TEST(ComposeCommuniqueTest, LeavesOutBucketsWithoutPeople) {
  EXPECT_THAT(ComposeCommunique(Forum(), People(3, 0, 0, 1), "en"),
              HasSubstr(": 3 in person."));
  EXPECT_THAT(ComposeCommunique(Forum(), People(0, 3, 0, 1), "en"),
              HasSubstr(": 3 online."));
  EXPECT_THAT(ComposeCommunique(Forum(), People(0, 0, 3, 1), "en"),
              HasSubstr(": 3 both ways."));
  EXPECT_THAT(ComposeCommunique(Forum(), People(3, 0, 2, 1), "en"),
              HasSubstr(": 3 in person and 2 both ways."));
}

TEST(ComposeCommuniqueTest, LeavesOutCountriesThatNobodyKnows) {
  EXPECT_THAT(ComposeCommunique(Forum(), People(2, 0, 0, 0), "en"),
              StartsWith("2 people took part in "));
}

TEST(ComposeCommuniqueTest, SaysWhenNobodyCame) {
  Summary summary = People(0, 0, 0, 0);
  summary.total.registered = summary.total.confirmed = 9;
  summary.sectors = {Attended("a", "academia", 0)};
  EXPECT_EQ(ComposeCommunique(Forum(), summary, "en"),
            "No attendance is recorded for the Forum, at the Hall in Beijing "
            "on 3 September 2022.");
}

TEST(ComposeCommuniqueTest, NamesSectorsThatSomebodyCameFrom) {
  Summary summary = People(0, 3, 0, 1);
  summary.sectors = {Attended("g", "government agencies", 0),
                     Attended("a", "academia", 2), Attended("", "", 1)};
  EXPECT_THAT(ComposeCommunique(Forum(), summary, "en"),
              HasSubstr(" Represented were academia."));
}

TEST(ComposeCommuniqueTest, NamesNoSectorWhenAllAreUnknown) {
  Summary summary = People(0, 3, 0, 1);
  summary.sectors = {Attended("a", "academia", 0), Attended("", "", 3)};
  EXPECT_THAT(ComposeCommunique(Forum(), summary, "en"),
              Not(HasSubstr("Represented")));
}

TEST(ComposeCommuniqueTest, TellsNoWaysThatAreHidden) {
  Summary summary = People(430, 170, 3, 31);
  summary.total_hidden = Hidden::kWays;
  summary.sectors = {Attended("a", "academia", 603)};
  EXPECT_EQ(ComposeCommunique(Forum(), summary, "en"),
            "More than 600 people from 31 countries took part in the Forum at "
            "the Hall in Beijing on 3 September 2022. Represented were "
            "academia.");
}

TEST(ComposeCommuniqueTest, TellsNoNumbersWhereWhoAttendedIsHidden) {
  for (const Hidden hidden : {Hidden::kAttended, Hidden::kAll}) {
    // Nor that there was nobody.
    for (const int64_t people : {0, 7}) {
      Summary summary = People(people, 0, 0, people);
      summary.total_hidden = hidden;
      summary.sectors = {Attended("a", "academia", people)};
      summary.sectors[0].hidden = hidden;
      EXPECT_EQ(ComposeCommunique(Forum(), summary, "en"),
                "How many people took part in the Forum at the Hall in Beijing "
                "on 3 September 2022 is not published.");
    }
  }
}

TEST(ComposeCommuniqueTest, TellsHundredsThatTellNothingOfTheFew) {
  Summary summary = People(430, 170, 23, 31);
  summary.total_hidden = Hidden::kAttended;
  summary.tells_hundreds = true;
  EXPECT_EQ(ComposeCommunique(Forum(), summary, "en"),
            "More than 600 people took part in the Forum at the Hall in "
            "Beijing on 3 September 2022.");
}

// Of those who registered, some 1 to 9 did not come.
TEST(TellsHundredsTest, LeavesEveryNumberOfTheFewPossible) {
  const auto tells = [](int64_t registered, int64_t attended) {
    Counts total;
    total.registered = registered;
    total.in_person_only = attended;
    return TellsHundreds(total, 10);
  };
  EXPECT_TRUE(tells(631, 623));
  EXPECT_TRUE(tells(611, 609));
  // At most nine, and at least one.
  EXPECT_FALSE(tells(610, 601));
  EXPECT_TRUE(tells(700, 691));
  EXPECT_FALSE(tells(701, 699));
  // Exact.
  EXPECT_FALSE(tells(605, 600));
  EXPECT_FALSE(tells(95, 90));
}

TEST(ComposeCommuniqueTest, NamesNoSectorThatIsHidden) {
  Summary summary = People(430, 170, 23, 31);
  summary.sectors = {Attended("g", "government agencies", 3),
                     Attended("e", "foreign embassies", 20),
                     Attended("a", "academia", 600)};
  summary.sectors[0].hidden = Hidden::kAll;
  summary.sectors[1].hidden = Hidden::kAttended;
  summary.sectors[2].hidden = Hidden::kWays;
  EXPECT_THAT(ComposeCommunique(Forum(), summary, "en"),
              HasSubstr("23 both ways. Represented were academia."));
}

TEST(ComposeCommuniqueTest, LeavesOutPlacesThatAreNotKnown) {
  const auto place = [](const std::string& venue, const std::string& city) {
    EventFacts event = Forum();
    event.venue = venue;
    event.city = city;
    const std::string text = ComposeCommunique(event, People(2, 0, 0, 1), "en");
    const size_t begin = text.find("the Forum") + 9;
    return text.substr(begin, text.find(" on 3") - begin);
  };
  EXPECT_EQ(place("the Hall", "Beijing"), " at the Hall in Beijing");
  EXPECT_EQ(place("the Hall", ""), " at the Hall");
  EXPECT_EQ(place("", "Beijing"), " in Beijing");
  EXPECT_EQ(place("", ""), "");
}

TEST(ComposeCommuniqueTest, CountsDaysInTheZoneOfTheEvent) {
  const auto days = [](const std::string& zone, const std::string& start,
                       const std::string& end) {
    EventFacts event = Forum();
    event.time_zone = zone;
    event.start_time = Time(start);
    event.end_time = Time(end);
    const std::string text = ComposeCommunique(event, People(2, 0, 0, 1), "en");
    const size_t begin = text.find("Beijing") + 8;
    return text.substr(begin, text.find(':') - begin);
  };
  // Two days in UTC, one in Shanghai.
  EXPECT_EQ(
      days("Asia/Shanghai", "2022-09-02T23:00:00Z", "2022-09-03T10:00:00Z"),
      "on 3 September 2022");
  // One day in UTC, two in New York.
  EXPECT_EQ(
      days("America/New_York", "2022-09-03T01:00:00Z", "2022-09-03T10:00:00Z"),
      "from 2 September 2022 to 3 September 2022");
  // The end is the first instant after the event.
  EXPECT_EQ(days("Asia/Shanghai", "2022-09-03T09:00:00+08:00",
                 "2022-09-04T00:00:00+08:00"),
            "on 3 September 2022");
  EXPECT_EQ(days("Asia/Shanghai", "2022-09-03T09:00:00+08:00",
                 "2022-09-04T00:00:01+08:00"),
            "from 3 September 2022 to 4 September 2022");
  // Clocks go back during the last day, which has 25 hours.
  EXPECT_EQ(days("Europe/Berlin", "2022-10-30T00:00:00+02:00",
                 "2022-10-31T00:00:00+01:00"),
            "on 30 October 2022");
  EXPECT_EQ(days("UTC", "2022-12-31T10:00:00Z", "2023-01-02T00:00:00Z"),
            "from 31 December 2022 to 1 January 2023");
}

TEST(ComposeCommuniqueTest, SpeaksSixLanguages) {
  Summary summary = People(430, 170, 23, 31);
  summary.sectors = {Attended("g", "G", 200), Attended("e", "E", 100),
                     Attended("a", "A", 323)};
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"fr",
       "Plus de 600 personnes de 31 pays ont pris part à « Forum » (the Hall, "
       "Beijing) le 3 septembre 2022 : 430 en présentiel, 170 en ligne et 23 "
       "des deux façons. Étaient représentés : G, E et A."},
      {"es",
       "Más de 600 personas de 31 países participaron en «Forum» en the Hall, "
       "Beijing, el 3 de septiembre de 2022: 430 en persona, 170 en línea y "
       "23 de ambas formas. Estuvieron representados: G, E y A."},
      {"ru",
       "В мероприятии «Forum» (the Hall, Beijing) 3 сентября 2022 года "
       "приняли участие более 600 человек из 31 страны: 430 очно, 170 онлайн "
       "и 23 обоими способами. Были представлены: G, E и A."},
      {"ar",
       "شارك أكثر من 600 شخص من 31 دولة في «Forum» في the Hall، Beijing، يوم "
       "3 سبتمبر 2022: 430 حضوريًا، 170 عبر الإنترنت و23 بالطريقتين. وكانت "
       "الفئات الممثلة: G، E وA."},
      {"zh",
       "来自31个国家的600多人于2022年9月3日在Beijingthe "
       "Hall参加了“Forum”：现场430人，在线170人，两种方式23人。参会机构类别：G"
       "、"
       "E、A。"}};
  for (const auto& [language, text] : expected) {
    EXPECT_EQ(ComposeCommunique(Forum(), summary, language), text);
    EXPECT_EQ(LanguageFor(language), language);
  }
}

TEST(ComposeCommuniqueTest, AgreesWithNumbers) {
  const auto begin = [](const std::string& language, int64_t people) {
    return ComposeCommunique(Forum(), People(people, 0, 0, people), language);
  };
  EXPECT_THAT(begin("fr", 1), StartsWith("1 personne de 1 pays a pris part"));
  EXPECT_THAT(begin("es", 1), StartsWith("1 persona de 1 país participó"));
  EXPECT_THAT(begin("es", 2),
              StartsWith("2 personas de 2 países participaron"));
  EXPECT_THAT(begin("ru", 1),
              HasSubstr("принял участие 1 человек из 1 страны"));
  EXPECT_THAT(begin("ru", 3),
              HasSubstr("приняли участие 3 человека из 3 стран"));
  EXPECT_THAT(begin("ru", 11),
              HasSubstr("приняли участие 11 человек из 11 стран"));
  EXPECT_THAT(begin("ru", 21),
              HasSubstr("принял участие 21 человек из 21 страны"));
  EXPECT_THAT(begin("ar", 1), StartsWith("شارك شخص واحد من دولة واحدة في"));
  EXPECT_THAT(begin("ar", 2), StartsWith("شارك شخصان من دولتين في"));
  EXPECT_THAT(begin("ar", 5), StartsWith("شارك 5 أشخاص من 5 دول في"));
  EXPECT_THAT(begin("ar", 11), StartsWith("شارك 11 شخصًا من 11 دولة في"));
  EXPECT_THAT(begin("zh", 1), StartsWith("来自1个国家的1人"));
}

// No file lacks a text, and none is left unfilled.
TEST(ComposeCommuniqueTest, HasEverySentenceInEveryLanguage) {
  for (const std::string language : {"en", "zh", "fr", "es", "ru", "ar"}) {
    for (const bool venue : {true, false}) {
      for (const bool city : {true, false}) {
        for (const int64_t people : {0, 1, 2, 3, 11, 100, 101}) {
          EventFacts event = Forum();
          if (!venue) event.venue.clear();
          if (!city) event.city.clear();
          if (city) event.end_time += absl::Hours(48);
          Summary summary = People(people, people, people, people / 2);
          summary.sectors = {Attended("g", "G", people)};
          for (const Hidden hidden :
               {Hidden::kNothing, Hidden::kWays, Hidden::kAttended}) {
            summary.total_hidden = hidden;
            const std::string text =
                ComposeCommunique(event, summary, language);
            EXPECT_THAT(text, Not(HasSubstr("{")));
            EXPECT_THAT(text, HasSubstr("Forum"));
          }
        }
      }
    }
  }
}

TEST(LanguageForTest, TakesTheFirstSubtagThatThereIs) {
  EXPECT_EQ(LanguageFor("zh-Hans-CN"), "zh");
  EXPECT_EQ(LanguageFor("FR"), "fr");
  EXPECT_EQ(LanguageFor("de"), "en");
  EXPECT_EQ(LanguageFor(""), "en");
}

}  // namespace
}  // namespace rollcall::reporting
