#include "services/reporting/audit.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// Whether sums are what a recount says, and what is done when they are not.
namespace rollcall::reporting {
namespace {

using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;
using Stub = v1::ReportingService::Stub;

TEST(CompareSumsTest, FindsWhatEitherSideLacks) {
  attendance::RollupSums recorded;
  attendance::RollupSums recounted;
  attendance::CellKey of_both;
  of_both.session = "venue";
  of_both.profile.country_code = "CN";
  attendance::CellKey of_one = of_both;
  of_one.day = "2022-09-03";
  recorded.cells[of_both] = {3, 60};
  recounted.cells[of_both] = {3, 61};
  recounted.cells[of_one] = {1, 0};
  recorded.minutes[{"venue", attendance::Series::kAny, absl::UnixEpoch()}] = {
      1, 1, 1, 2};
  recorded.pairs[{"a", "b"}] = 5;
  recounted.pairs[{"a", "b"}] = 5;
  Audit audit;
  CompareSums(recorded, recounted, 3, audit);
  EXPECT_EQ(audit.sums, 4);
  EXPECT_EQ(audit.differences, 6);
  ASSERT_EQ(audit.first_differences.size(), 3U);
  EXPECT_THAT(audit.first_differences[0].sum, HasSubstr("country=CN"));
  EXPECT_EQ(audit.first_differences[0].number, "online_seconds");
  EXPECT_EQ(audit.first_differences[0].recorded, 60);
  EXPECT_EQ(audit.first_differences[0].recounted, 61);
  EXPECT_THAT(audit.first_differences[1].sum, HasSubstr("day=2022-09-03"));
  EXPECT_THAT(audit.first_differences[2].sum,
              HasSubstr("minute session=venue series=ANY"));
}

class AuditTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  v1::AuditRollupsResponse Audit(bool repair) {
    return Audit(hall_.reports(), repair);
  }
  v1::AuditRollupsResponse Audit(Stub& stub, bool repair) {
    v1::AuditRollupsRequest request;
    v1::AuditRollupsResponse response;
    request.set_event(hall_.forum().name());
    request.set_repair(repair);
    const grpc::Status status =
        Call(stub, &Stub::AuditRollups, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return response;
  }
  void ExpectClean() {
    const auto audit = Audit(false);
    EXPECT_EQ(audit.difference_count(), 0) << audit.DebugString();
    EXPECT_EQ(audit.miscounted_person_count(), 0);
    EXPECT_EQ(audit.mislaid_person_count(), 0);
    EXPECT_FALSE(audit.repaired());
  }
  // Runs `statement` on the rows of the event in `table`.
  void Tamper(const std::string& statement, const std::string& condition) {
    ExecuteSql(absl::StrCat(statement, " WHERE event_id = '",
                            hall_.forum().name().substr(sizeof("events/") - 1),
                            "' AND ", condition));
  }
  std::string Come(const std::string& country) {
    std::string person = hall_.forum().Register(MODE_IN_PERSON, country);
    hall_.Enter(hall_.Session("venue"), person, hall_.At(absl::Minutes(5)));
    return person;
  }
  void Watch() {
    hall_.Watch(hall_.Session("panel"), hall_.forum().Register(MODE_ONLINE),
                hall_.At(absl::Minutes(130)), hall_.At(absl::Minutes(150)));
  }

 private:
  Hall hall_;
};

TEST_F(AuditTest, FindsNothingWhereNothingIsWrong) {
  ExpectClean();
  Come("CN");
  Watch();
  hall().Join(hall().Session("panel"), hall().forum().Register(MODE_ONLINE),
              hall().At(absl::Minutes(125)));
  const auto audit = Audit(true);
  EXPECT_EQ(audit.person_count(), 3);
  EXPECT_GT(audit.sum_count(), 5);
  EXPECT_EQ(audit.data_version(), hall().Summary().data_version());
  EXPECT_FALSE(audit.repaired());
  ExpectClean();
}

TEST_F(AuditTest, MendsSumsThatAreWrong) {
  Come("CN");
  Come("KE");
  Watch();
  const std::string before = Text(hall().Summary().total());
  const auto version = hall().Summary().data_version();
  Tamper(
      "UPDATE rollcall.attendance_rollup SET person_count = person_count + 5",
      "session_id = 'venue' AND day = '-infinity' AND country_code = 'KE' "
      "AND bucket = 'IN_PERSON_ONLY'");
  Tamper("DELETE FROM rollcall.presence_rollup", "series = 'ONLINE'");
  EXPECT_NE(Text(hall().Summary().total()), before);
  const auto found = Audit(false);
  EXPECT_FALSE(found.repaired());
  ASSERT_GT(found.difference_count(), 1);
  const auto& first = found.differences(0);
  EXPECT_THAT(first.sum(), HasSubstr("country=KE"));
  EXPECT_EQ(first.number(), "person_count");
  EXPECT_EQ(first.recorded_count() - first.recounted_count(), 5);
  EXPECT_EQ(found.miscounted_person_count(), 0);

  EXPECT_TRUE(Audit(true).repaired());
  ExpectClean();
  EXPECT_EQ(Text(hall().Summary().total()), before);
  EXPECT_GT(hall().Summary().data_version(), version)
      << "watchers would not see it";
}

TEST_F(AuditTest, CountsPeopleAnewWhoAreMiscounted) {
  const std::string person = Come("CN");
  Come("KE");
  const std::string before = Text(hall().Summary().total());
  Tamper("UPDATE rollcall.attendance SET bucket = 'NONE'",
         absl::StrCat("registration_id = '",
                      person.substr(person.rfind('/') + 1), "'"));
  EXPECT_EQ(Audit(false).miscounted_person_count(), 1);
  EXPECT_TRUE(Audit(true).repaired());
  ExpectClean();
  EXPECT_EQ(Text(hall().Summary().total()), before);
}

TEST_F(AuditTest, FindsPeopleWhomNoDoorLetIn) {
  const std::string person = Come("CN");
  Tamper("DELETE FROM rollcall.presence_interval", "mode = 'IN_PERSON'");
  const auto audit = Audit(true);
  EXPECT_EQ(audit.mislaid_person_count(), 1);
  EXPECT_EQ(audit.miscounted_person_count(), 1);
}

// Two instances mend the same rollups while people come and go.
TEST_F(AuditTest, MendsOnceWhileServicesGoOn) {
  for (int i = 0; i < 5; ++i) Come("CN");
  Tamper(
      "UPDATE rollcall.attendance_rollup SET person_count = person_count + 7",
      "session_id = 'venue' AND bucket = 'IN_PERSON_ONLY'");
  ReportServer other;
  std::atomic<bool> stop = false;
  std::thread people([&] {
    while (!stop) {
      const std::string person = Come("FR");
      hall().Exit(hall().Session("venue"), person, hall().At(absl::Hours(1)));
      Watch();
    }
  });
  std::vector<std::thread> menders;
  menders.reserve(4);
  for (int i = 0; i < 4; ++i) {
    menders.emplace_back([&, i] {
      for (int round = 0; round < 3; ++round) {
        Audit(i % 2 == 0 ? hall().reports() : other.stub(), true);
      }
    });
  }
  for (std::thread& mender : menders) mender.join();
  stop = true;
  people.join();
  ExpectClean();
}

TEST_F(AuditTest, RefusesBadFields) {
  v1::AuditRollupsRequest request;
  v1::AuditRollupsResponse response;
  EXPECT_THAT(
      FieldsOf(Call(hall().reports(), &Stub::AuditRollups, request, &response)),
      ElementsAre("event"));
  request.set_event("events/no-such-event");
  EXPECT_EQ(
      ReasonOf(Call(hall().reports(), &Stub::AuditRollups, request, &response)),
      "EVENT_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::reporting
