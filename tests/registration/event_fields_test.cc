#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using rollcall::testing::ValidEvent;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// 1999-12-31 23:59:59 and 10000-01-01.
constexpr int64_t kTooEarly = 946684799;
constexpr int64_t kTooLate = 253402300800;

// `count` characters of three bytes each.
std::string Characters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "会";
  return text;
}

// One way to spoil a valid request, and the field that is to blame.
struct Mistake {
  std::string field;
  std::function<void(v1::CreateEventRequest&)> make;
};

Mistake In(const std::string& field,
           const std::function<void(v1::Event&)>& make) {
  return {field, [make](v1::CreateEventRequest& request) {
            make(*request.mutable_event());
          }};
}

void ExpectRefused(const std::vector<Mistake>& mistakes) {
  RegistrationServer server;
  for (size_t i = 0; i < mistakes.size(); ++i) {
    SCOPED_TRACE(mistakes[i].field + " of mistake " + std::to_string(i));
    v1::CreateEventRequest request = ValidEvent(UniqueSlug());
    mistakes[i].make(request);
    const auto answer = Send(server.stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(FieldsOf(answer.status), ElementsAre(mistakes[i].field));
    for (const auto& [table, rows] : RowsOf("events/" + request.event_id())) {
      EXPECT_EQ(rows, 0) << table;
    }
  }
}

TEST(EventFieldsTest, RefusesWhatIsNoSlug) {
  std::vector<Mistake> mistakes;
  for (const std::string& id :
       {std::string(), std::string("Upper"), std::string("1st"),
        std::string("-a"), std::string("a_b"), std::string("a/b"),
        std::string("ä"), std::string("a "), std::string(64, 'a')}) {
    mistakes.push_back({"event_id", [id](v1::CreateEventRequest& request) {
                          request.set_event_id(id);
                        }});
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesWhatIsNoRequestId) {
  std::vector<Mistake> mistakes;
  for (const char* id : {"retry-1", "00000000-0000-0000-0000-000000000000",
                         "{018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93}",
                         "018f2d5e7c3a7b609a4e5d2b8c1f0e93"}) {
    mistakes.push_back({"request_id", [id](v1::CreateEventRequest& request) {
                          request.set_request_id(id);
                        }});
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesTextsThatAreMissingLongOrUnprintable) {
  ExpectRefused({
      In("event.title", [](auto& event) { event.clear_title(); }),
      In("event.title", [](auto& event) { event.set_title(Characters(301)); }),
      In("event.title", [](auto& event) { event.set_title("a\x01z"); }),
      In("event.title", [](auto& event) { event.set_title("a\x7Fz"); }),
      In("event.title",
         [](auto& event) { event.set_title(std::string("a\0z", 3)); }),
      In("event.theme", [](auto& event) { event.set_theme(Characters(501)); }),
      In("event.edition",
         [](auto& event) { event.set_edition(Characters(65)); }),
      In("event.host_fair",
         [](auto& event) { event.set_host_fair(Characters(301)); }),
      In("event.venue", [](auto& event) { event.set_venue(Characters(301)); }),
      In("event.city", [](auto& event) { event.set_city(Characters(301)); }),
  });
}

TEST(EventFieldsTest, RefusesWhatIsNoCountry) {
  std::vector<Mistake> mistakes;
  for (const char* code : {"cn", "ZZ", "CHN", "C", " CN"}) {
    mistakes.push_back(In("event.country_code", [code](auto& event) {
      event.set_country_code(code);
    }));
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesWhatIsNoTimeZone) {
  std::vector<Mistake> mistakes;
  for (const char* zone :
       {"", "../etc/passwd", "Asia/../Asia/Shanghai", "/etc/localtime",
        "Fixed/UTC+01:00:00", "localtime", "Mars/Olympus_Mons", "Asia", "Asia/",
        "Asia/Shanghai ", "UTC+8", ":UTC"}) {
    mistakes.push_back(In("event.time_zone",
                          [zone](auto& event) { event.set_time_zone(zone); }));
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesTimesThatAreMissingOrOutOfRange) {
  const auto start = [](const std::function<void(v1::Event&)>& make) {
    return In("event.start_time", make);
  };
  const auto end = [](const std::function<void(v1::Event&)>& make) {
    return In("event.end_time", make);
  };
  ExpectRefused({
      start([](auto& event) { event.clear_start_time(); }),
      start([](auto& event) {
        event.mutable_start_time()->set_seconds(kTooEarly);
      }),
      start([](auto& event) {
        event.mutable_start_time()->set_seconds(
            std::numeric_limits<int64_t>::min());
      }),
      start([](auto& event) { event.mutable_start_time()->set_nanos(-1); }),
      start([](auto& event) {
        event.mutable_start_time()->set_nanos(1000000000);
      }),
      end([](auto& event) { event.clear_end_time(); }),
      end([](auto& event) { event.mutable_end_time()->set_seconds(kTooLate); }),
      end([](auto& event) {
        event.mutable_end_time()->set_seconds(
            std::numeric_limits<int64_t>::max());
      }),
      end([](auto& event) {
        event.mutable_end_time()->set_seconds(event.start_time().seconds() - 1);
      }),
      end([](auto& event) { *event.mutable_end_time() = event.start_time(); }),
      // Less than the microsecond in which times are kept.
      end([](auto& event) {
        *event.mutable_end_time() = event.start_time();
        event.mutable_end_time()->set_nanos(999);
      }),
  });
}

v1::Sector& AddSector(v1::Event& event, const std::string& id) {
  v1::Sector& sector = *event.add_sectors();
  sector.set_sector_id(id);
  sector.set_display_name("a sector");
  return sector;
}

v1::Partner& AddPartner(v1::Event& event) {
  v1::Partner& partner = *event.add_partners();
  partner.set_role(v1::Partner::ROLE_HOST);
  partner.set_display_name("A partner");
  return partner;
}

TEST(EventFieldsTest, RefusesBadSectors) {
  ExpectRefused({
      In("event.sectors[1].sector_id",
         [](auto& event) {
           AddSector(event, "good");
           AddSector(event, "Not good");
         }),
      In("event.sectors[0].sector_id",
         [](auto& event) { AddSector(event, ""); }),
      In("event.sectors[2].sector_id",
         [](auto& event) {
           AddSector(event, "twice");
           AddSector(event, "other");
           AddSector(event, "twice");
         }),
      In("event.sectors[0].display_name",
         [](auto& event) { AddSector(event, "good").clear_display_name(); }),
      In("event.sectors[0].display_name",
         [](auto& event) {
           AddSector(event, "good").set_display_name(Characters(101));
         }),
      In("event.sectors",
         [](auto& event) {
           for (int i = 0; i < 101; ++i) {
             AddSector(event, "s" + std::to_string(i));
           }
         }),
  });
}

TEST(EventFieldsTest, RefusesBadPartners) {
  ExpectRefused({
      In("event.partners[0].role",
         [](auto& event) {
           AddPartner(event).set_role(v1::Partner::ROLE_UNSPECIFIED);
         }),
      In("event.partners[1].role",
         [](auto& event) {
           AddPartner(event);
           AddPartner(event).set_role(static_cast<v1::Partner::Role>(99));
         }),
      In("event.partners[0].display_name",
         [](auto& event) { AddPartner(event).clear_display_name(); }),
      In("event.partners[0].display_name",
         [](auto& event) {
           AddPartner(event).set_display_name(Characters(301));
         }),
      In("event.partners",
         [](auto& event) {
           for (int i = 0; i < 201; ++i) AddPartner(event);
         }),
  });
}

TEST(EventFieldsTest, RefusesThresholdsThatAreNotWholeSecondsOfADay) {
  std::vector<Mistake> mistakes;
  for (const auto& [seconds, nanos] : std::vector<std::pair<int64_t, int>>{
           {0, 0}, {0, 500000000}, {60, 1}, {-60, 0}, {86401, 0}}) {
    mistakes.push_back(In("event.online_attendance_threshold",
                          [seconds = seconds, nanos = nanos](auto& event) {
                            auto* threshold =
                                event.mutable_online_attendance_threshold();
                            threshold->set_seconds(seconds);
                            threshold->set_nanos(nanos);
                          }));
  }
  ExpectRefused(mistakes);
}

// A rule that measures so, with what the mistake makes of it.
Mistake InRule(const std::string& field, v1::AttendanceRule::Measure measure,
               const std::function<void(v1::AttendanceRule&)>& make) {
  return In("event.attendance_rule." + field, [=](v1::Event& event) {
    v1::AttendanceRule& rule = *event.mutable_attendance_rule();
    rule.set_measure(measure);
    make(rule);
  });
}

constexpr auto kByDuration = v1::AttendanceRule::MEASURE_DURATION;
constexpr v1::AttendanceRule::Measure kByPercentage[] = {
    v1::AttendanceRule::MEASURE_PERCENT_OF_SCHEDULED,
    v1::AttendanceRule::MEASURE_PERCENT_OF_ACTUAL};

// The threshold of these events is 60 s.
TEST(EventFieldsTest, RefusesPartialDurationsOutsideTheThreshold) {
  std::vector<Mistake> mistakes;
  for (const auto& [seconds, nanos] : std::vector<std::pair<int64_t, int>>{
           {0, 0},
           {0, 500000000},
           {30, 1},
           {-30, 0},
           {60, 0},
           {61, 0},
           {std::numeric_limits<int64_t>::max(), 0},
           {std::numeric_limits<int64_t>::min(), 0}}) {
    for (const auto measure :
         {kByDuration, v1::AttendanceRule::MEASURE_UNSPECIFIED}) {
      mistakes.push_back(
          InRule("partial_duration", measure,
                 [seconds = seconds, nanos = nanos](auto& rule) {
                   rule.mutable_partial_duration()->set_seconds(seconds);
                   rule.mutable_partial_duration()->set_nanos(nanos);
                 }));
    }
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesPercentagesThatAreNone) {
  std::vector<Mistake> mistakes;
  for (const auto measure : kByPercentage) {
    for (const int percent : {0, -1, 101, std::numeric_limits<int>::min(),
                              std::numeric_limits<int>::max()}) {
      mistakes.push_back(InRule("present_percent", measure, [=](auto& rule) {
        rule.set_present_percent(percent);
      }));
    }
    for (const int percent : {-1, 76, 101, std::numeric_limits<int>::min()}) {
      mistakes.push_back(InRule("partial_percent", measure, [=](auto& rule) {
        rule.set_present_percent(75);
        rule.set_partial_percent(percent);
      }));
    }
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, NamesBothPercentages) {
  RegistrationServer server;
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  auto& rule = *request.mutable_event()->mutable_attendance_rule();
  rule.set_measure(kByPercentage[0]);
  rule.set_present_percent(0);
  rule.set_partial_percent(101);
  EXPECT_THAT(FieldsOf(Send(server.stub(), request).status),
              ElementsAre("event.attendance_rule.present_percent",
                          "event.attendance_rule.partial_percent"));
}

TEST(EventFieldsTest, RefusesThresholdsOfTheOtherMeasure) {
  std::vector<Mistake> mistakes = {
      InRule("present_percent", kByDuration,
             [](auto& rule) { rule.set_present_percent(75); }),
      InRule("partial_percent", kByDuration,
             [](auto& rule) { rule.set_partial_percent(50); })};
  for (const auto measure : kByPercentage) {
    mistakes.push_back(InRule("partial_duration", measure, [](auto& rule) {
      rule.set_present_percent(75);
      rule.mutable_partial_duration()->set_seconds(30);
    }));
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesMeasuresThatItDoesNotKnow) {
  ExpectRefused({InRule("measure", static_cast<v1::AttendanceRule::Measure>(4),
                        [](auto& rule) { rule.set_present_percent(75); })});
}

TEST(EventFieldsTest, RefusesOffersThatAreNotWholeSecondsOfAMonth) {
  std::vector<Mistake> mistakes;
  for (const auto& [seconds, nanos] : std::vector<std::pair<int64_t, int>>{
           {0, 0}, {60, 1}, {-60, 0}, {30 * 86400 + 1, 0}}) {
    mistakes.push_back(In("event.offer_duration", [seconds = seconds,
                                                   nanos = nanos](auto& event) {
      event.mutable_offer_duration()->set_seconds(seconds);
      event.mutable_offer_duration()->set_nanos(nanos);
    }));
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesBadCapacities) {
  std::vector<Mistake> mistakes;
  for (const int places : {-1, 10000001, std::numeric_limits<int>::min()}) {
    mistakes.push_back(In("event.capacity.in_person", [places](auto& event) {
      event.mutable_capacity()->set_in_person(places);
    }));
    mistakes.push_back(In("event.capacity.online", [places](auto& event) {
      event.mutable_capacity()->set_online(places);
    }));
  }
  ExpectRefused(mistakes);
}

TEST(EventFieldsTest, RefusesPoliciesThatItDoesNotKnow) {
  ExpectRefused({In("event.approval_policy", [](auto& event) {
    event.set_approval_policy(static_cast<v1::ApprovalPolicy>(3));
  })});
}

TEST(EventFieldsTest, RefusesARetentionThatEndsBeforeTheEvent) {
  const auto retention = [](const std::function<void(v1::Event&)>& make) {
    return In("event.retention_time", make);
  };
  ExpectRefused({
      retention([](auto& event) {
        event.mutable_retention_time()->set_seconds(event.end_time().seconds() -
                                                    1);
      }),
      retention([](auto& event) {
        event.mutable_retention_time()->set_seconds(kTooLate);
      }),
  });
}

TEST(EventFieldsTest, NamesEveryMistakeAtOnce) {
  RegistrationServer server;
  v1::CreateEventRequest request;
  request.set_event_id("Not a slug");
  request.set_request_id("not a UUID");
  auto* event = request.mutable_event();
  event->set_theme(Characters(501));
  event->set_edition(Characters(65));
  event->set_host_fair(Characters(301));
  event->set_venue(Characters(301));
  event->set_city(Characters(301));
  event->set_country_code("Nowhere");
  event->set_time_zone("../etc/passwd");
  event->mutable_end_time()->set_seconds(kTooEarly);
  AddSector(*event, "twice");
  AddSector(*event, "twice").clear_display_name();
  AddPartner(*event).set_role(static_cast<v1::Partner::Role>(99));
  event->mutable_online_attendance_threshold()->set_seconds(0);
  event->mutable_attendance_rule()->set_present_percent(1);
  event->mutable_attendance_rule()->set_partial_percent(1);
  event->mutable_attendance_rule()->mutable_partial_duration();
  event->mutable_capacity()->set_in_person(-1);
  event->mutable_capacity()->set_online(10000001);
  event->set_approval_policy(static_cast<v1::ApprovalPolicy>(99));
  event->mutable_offer_duration()->set_nanos(1);
  event->mutable_retention_time()->set_seconds(kTooLate);

  const auto answer = Send(server.stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_THAT(
      FieldsOf(answer.status),
      UnorderedElementsAre(
          "event_id", "request_id", "event.title", "event.theme",
          "event.edition", "event.host_fair", "event.venue", "event.city",
          "event.country_code", "event.time_zone", "event.start_time",
          "event.end_time", "event.sectors[1].sector_id",
          "event.sectors[1].display_name", "event.partners[0].role",
          "event.online_attendance_threshold",
          "event.attendance_rule.present_percent",
          "event.attendance_rule.partial_percent",
          "event.attendance_rule.partial_duration", "event.capacity.in_person",
          "event.capacity.online", "event.approval_policy",
          "event.offer_duration", "event.retention_time"));
}

TEST(EventFieldsTest, RefusesAnEmptyRequestByField) {
  RegistrationServer server;
  const auto answer = Send(server.stub(), v1::CreateEventRequest());
  EXPECT_THAT(FieldsOf(answer.status),
              UnorderedElementsAre("event_id", "event.title", "event.time_zone",
                                   "event.start_time", "event.end_time"));
}

// Details that are too large would cost the client the code and the reason.
TEST(EventFieldsTest, KeepsReasonAndCodeWithHundredsOfMistakes) {
  RegistrationServer server;
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  for (int i = 0; i < 200; ++i) request.mutable_event()->add_partners();
  for (int i = 0; i < 100; ++i) request.mutable_event()->add_sectors();
  const auto answer = Send(server.stub(), request);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(answer.status), "INVALID_FIELD");
  EXPECT_GT(FieldsOf(answer.status).size(), 10u);
}

TEST(EventFieldsTest, AcceptsWhatIsJustWithinTheLimits) {
  RegistrationServer server;
  std::string id = UniqueSlug();
  id.resize(63, 'z');
  v1::CreateEventRequest request = ValidEvent(id);
  auto* event = request.mutable_event();
  event->set_title(Characters(300));
  event->set_theme(Characters(500));
  event->set_edition(Characters(64));
  event->set_host_fair(Characters(300));
  event->set_venue(Characters(300));
  event->set_city(Characters(300));
  event->mutable_start_time()->set_seconds(kTooEarly + 1);
  event->mutable_end_time()->set_seconds(kTooLate - 1);
  event->mutable_end_time()->set_nanos(999999000);
  for (int i = 0; i < 100; ++i) {
    std::string sector = "s" + std::to_string(i);
    sector.resize(63, '-');
    AddSector(*event, sector).set_display_name(Characters(100));
  }
  for (int i = 0; i < 200; ++i) {
    AddPartner(*event).set_display_name(Characters(300));
  }
  event->mutable_online_attendance_threshold()->set_seconds(86400);
  event->mutable_attendance_rule()->set_measure(kByDuration);
  event->mutable_attendance_rule()->mutable_partial_duration()->set_seconds(
      86399);
  event->mutable_capacity()->set_in_person(10000000);
  event->mutable_capacity()->set_online(0);
  event->set_approval_policy(v1::APPROVAL_POLICY_AUTOMATIC);
  event->mutable_offer_duration()->set_seconds(30 * 86400);
  *event->mutable_retention_time() = event->end_time();

  const auto created = Send(server.stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  v1::Event expected = *event;
  expected.set_name("events/" + id);
  *expected.mutable_create_time() = created.response.event().create_time();
  expected.set_etag("1");
  EXPECT_EQ(created.response.event().DebugString(), expected.DebugString());
}

TEST(EventFieldsTest, AcceptsAThresholdOfOneSecond) {
  RegistrationServer server;
  v1::CreateEventRequest request = ValidEvent(UniqueSlug());
  request.mutable_event()->mutable_online_attendance_threshold()->set_seconds(
      1);
  const auto created = Send(server.stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();
  EXPECT_EQ(created.response.event().online_attendance_threshold().seconds(),
            1);
}

TEST(EventFieldsTest, AcceptsPercentagesJustWithinTheLimits) {
  RegistrationServer server;
  for (const auto measure : kByPercentage) {
    for (const auto& [present, partial] : std::vector<std::pair<int, int>>{
             {1, 0}, {1, 1}, {100, 0}, {100, 100}}) {
      v1::CreateEventRequest request = ValidEvent(UniqueSlug());
      v1::AttendanceRule& rule =
          *request.mutable_event()->mutable_attendance_rule();
      rule.set_measure(measure);
      rule.set_present_percent(present);
      rule.set_partial_percent(partial);
      const auto created = Send(server.stub(), request);
      ASSERT_TRUE(created.ok()) << created.status.error_message();
      EXPECT_EQ(created.response.event().attendance_rule().DebugString(),
                rule.DebugString());
    }
  }
}

TEST(EventFieldsTest, AcceptsEveryFormOfTimeZoneName) {
  RegistrationServer server;
  for (const char* zone : {"UTC", "Asia/Shanghai", "Africa/Addis_Ababa",
                           "America/Argentina/Buenos_Aires", "Etc/GMT+8",
                           "America/Port-au-Prince"}) {
    v1::CreateEventRequest request = ValidEvent(UniqueSlug());
    request.mutable_event()->set_time_zone(zone);
    const auto created = Send(server.stub(), request);
    EXPECT_TRUE(created.ok()) << zone;
    EXPECT_EQ(created.response.event().time_zone(), zone);
  }
}

}  // namespace
}  // namespace rollcall::registration
