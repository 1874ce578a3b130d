#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/presence_batch_store.h"
#include "services/checkin/presence_message.h"
#include "services/registration/registration_service.h"
#include "services/reporting/reporting_service.h"
#include "tests/checkin/presence_fixture.h"
#include "tests/harness/await.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"
#include "tests/harness/sql.h"

namespace rollcall::checkin {
namespace {

using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::Serving;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;
using Result = v1::ReportPresenceResponse::Result;

class PresenceServiceTest : public PresenceFixture {};

TEST_F(PresenceServiceTest, CountsWhoWatchesForAMinute) {
  const std::string name = forum_.Register(MODE_ONLINE);
  const auto response =
      Report(stub(), {Join("c", 0, Forum::EmailOf(1)), Leave("c", 60)});
  EXPECT_EQ(response.results(0).outcome(), Result::OUTCOME_RECORDED);
  EXPECT_EQ(response.results(0).registration(), name);
  EXPECT_EQ(response.results(1).registration(), name);
  EXPECT_EQ(Counts().online_only_count(), 1);
  EXPECT_EQ(Counts("panel").online_only_count(), 1);
}

TEST_F(PresenceServiceTest, DoesNotCountWhoWatchesForLess) {
  forum_.Register(MODE_ONLINE);
  Report(stub(), {Join("c", 0, Forum::EmailOf(1)), Leave("c", 59)});
  EXPECT_EQ(Counts().attended_count(), 0);
  EXPECT_EQ(Counts().no_show_count(), 1);
}

TEST_F(PresenceServiceTest, CountsOneWhoWasAtTheDoorAndOnlineOnceInBoth) {
  const Serving<v1::CheckInService, CheckInService> door;
  const auto door_stub = v1::CheckInService::NewStub(door.NewChannel());
  v1::CheckInRequest scan;
  scan.set_session(forum_.Session("venue"));
  scan.set_registration(forum_.Register(MODE_IN_PERSON));
  scan.set_device(forum_.Device(1));
  scan.set_direction(v1::Decision::DIRECTION_ENTRY);
  scan.set_scan_id(NewUuid());
  v1::CheckInResponse decision;
  ASSERT_TRUE(
      Call(*door_stub, &v1::CheckInService::Stub::CheckIn, scan, &decision)
          .ok());
  EXPECT_EQ(Counts().in_person_only_count(), 1);

  Report(stub(), {Join("c", 0, Forum::EmailOf(1)), Leave("c", 600)});
  const reporting::v1::Counts counts = Counts();
  EXPECT_EQ(counts.registered_count(), 1);
  EXPECT_EQ(counts.attended_count(), 1);
  EXPECT_EQ(counts.both_count(), 1);
  EXPECT_EQ(counts.in_person_only_count() + counts.online_only_count(), 0);
}

TEST_F(PresenceServiceTest, AddsUpTheUnionOfDevicesAndInstances) {
  forum_.Register(MODE_ONLINE);
  const std::string email = Forum::EmailOf(1);
  v1::PresenceEvent other_instance = Join("c", 1800, email);
  other_instance.set_instance_id("restarted");
  other_instance.set_source_event_id("restarted-join");
  v1::PresenceEvent other_leave = Leave("c", 3600);
  other_leave.set_instance_id("restarted");
  other_leave.set_source_event_id("restarted-leave");
  // 0 to 25 minutes on two devices, then 30 to 60 after the host's restart.
  Report(stub(), {Join("a", 0, email), Leave("a", 1500), Join("b", 600, email),
                  Leave("b", 1200), other_instance, other_leave});
  EXPECT_EQ(OnlineSeconds("panel"), 55 * 60);
  EXPECT_EQ(OnlineSeconds("venue"), 55 * 60);
}

TEST_F(PresenceServiceTest, ClipsToTheSession) {
  forum_.Register(MODE_ONLINE);
  // The panel takes two hours.
  Report(stub(), {Join("c", -600, Forum::EmailOf(1)), Leave("c", 3 * 3600)});
  EXPECT_EQ(OnlineSeconds("panel"), 2 * 3600);
}

TEST_F(PresenceServiceTest, ChangesNothingByARepeatedEvent) {
  forum_.Register(MODE_ONLINE);
  const std::vector<v1::PresenceEvent> events = {
      Join("c", 0, Forum::EmailOf(1)), Leave("c", 600)};
  EXPECT_EQ(OutcomesOf(events), "RR");
  const std::string state = DerivedState();
  EXPECT_EQ(OutcomesOf(events), "DD");
  EXPECT_EQ(DerivedState(), state);
  EXPECT_EQ(OutcomesOf({Join("d", 0, Forum::EmailOf(1)),
                        Join("d", 0, Forum::EmailOf(1))}),
            "RD");
}

TEST_F(PresenceServiceTest, MatchesByRegistrationExternalIdAndEmail) {
  const std::string name = forum_.Register(MODE_ONLINE);
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.person SET external_id = 'X-1' WHERE event_id = '",
      EventId(), "'"));
  v1::PresenceEvent by_name = Join("a", 0);
  by_name.mutable_participant()->set_registration(name);
  v1::PresenceEvent by_external_id = Join("b", 0);
  by_external_id.mutable_participant()->set_external_id("X-1");
  const v1::PresenceEvent by_email = Join("c", 0, " PERSON1@Example.org");
  const v1::ReportPresenceResponse response =
      Report(stub(), {by_name, by_external_id, by_email});
  for (const auto& result : response.results()) {
    EXPECT_EQ(result.registration(), name);
  }
}

// Somebody may have registered again after leaving.
TEST_F(PresenceServiceTest, MatchesTheLiveRegistrationOfAPerson) {
  const std::string past = forum_.Register(MODE_ONLINE);
  Cancel(past);
  registration::v1::Registration again;
  again.set_mode(MODE_ONLINE);
  again.mutable_person()->set_email(Forum::EmailOf(1));
  const std::string live = forum_.Register(again);
  const auto by_email = Join("a", 0, Forum::EmailOf(1));
  const v1::ReportPresenceResponse first = Report(stub(), {by_email});
  EXPECT_EQ(first.results(0).registration(), live);

  Cancel(live);
  const v1::ReportPresenceResponse last =
      Report(stub(), {Join("b", 0, Forum::EmailOf(1))});
  EXPECT_EQ(last.results(0).registration(), live);
}

TEST_F(PresenceServiceTest, IgnoresAliasesOnlyWhereTheEventDoes) {
  forum_.Register(MODE_ONLINE);
  EXPECT_EQ(OutcomesOf({Join("a", 0, "person1+phone@example.org")}), "U");
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.event SET ignore_plus_alias = true WHERE event_id = '",
      EventId(), "'"));
  EXPECT_EQ(OutcomesOf({Join("b", 0, "person1+phone@example.org")}), "R");
}

TEST_F(PresenceServiceTest, KeepsWhatNobodyIsKnownFor) {
  EXPECT_EQ(OutcomesOf({Join("c", 0, "stranger@example.org"), Leave("c", 600),
                        Join("d", 0), Leave("d", 600)}),
            "UUUU");
  EXPECT_EQ(Counts().attended_count(), 0);
  EXPECT_EQ(ExecuteSql(absl::StrCat(
                "SELECT count(*) FROM rollcall.presence_event WHERE "
                "event_id = '",
                EventId(), "'")),
            "4");
}

TEST_F(PresenceServiceTest, CountsAConnectionWhoseOwnerIsSaidLate) {
  forum_.Register(MODE_ONLINE);
  EXPECT_EQ(OutcomesOf({Leave("c", 600)}), "U");
  EXPECT_EQ(OutcomesOf({Join("c", 0, Forum::EmailOf(1))}), "R");
  EXPECT_EQ(Counts().online_only_count(), 1);
  EXPECT_EQ(OnlineSeconds("panel"), 600);
}

TEST_F(PresenceServiceTest, RejectsABadEventAlone) {
  forum_.Register(MODE_ONLINE);
  v1::PresenceEvent no_time = Join("b", 0);
  no_time.clear_event_time();
  v1::PresenceEvent elsewhere = Join("e", 0);
  elsewhere.set_session(forum_.Session("nowhere"));
  v1::PresenceEvent foreign = Join("f", 0);
  foreign.set_session("events/another/sessions/venue");
  EXPECT_EQ(OutcomesOf({Join("c", 0, Forum::EmailOf(1)), no_time, elsewhere,
                        foreign, Leave("c", 600)}),
            "RJJJR");
  EXPECT_EQ(Counts().online_only_count(), 1);
}

TEST_F(PresenceServiceTest, RejectsAnIdWithOtherContent) {
  forum_.Register(MODE_ONLINE);
  const v1::PresenceEvent join = Join("c", 0, Forum::EmailOf(1));
  v1::PresenceEvent other = Join("c", 30, Forum::EmailOf(1));
  other.set_source_event_id(join.source_event_id());
  EXPECT_EQ(OutcomesOf({join, other}), "RJ");
  EXPECT_EQ(OutcomesOf({other}), "J");
}

// It would tell that the instance lasted longer, and was of another session.
TEST_F(PresenceServiceTest, KeepsNothingOfWhatItRejects) {
  forum_.Register(MODE_ONLINE);
  v1::PresenceEvent join = Join("c", 0, Forum::EmailOf(1));
  join.clear_session();
  EXPECT_EQ(OutcomesOf({join}), "R");
  const std::string state = DerivedState();
  v1::PresenceEvent later = join;
  later.mutable_event_time()->set_seconds(join.event_time().seconds() + 36000);
  EXPECT_EQ(OutcomesOf({later}), "J");
  v1::PresenceEvent elsewhere = join;
  elsewhere.set_instance_id("elsewhere");
  EXPECT_EQ(OutcomesOf({elsewhere, join}), "JD");
  EXPECT_EQ(DerivedState(), state);
}

// They do not see each other.
TEST_F(PresenceServiceTest, JudgesWhoComesWhileTheSessionsLengthChanges) {
  static constexpr db::Statement kBackend = {
      "test_backend", "SELECT pg_backend_pid() AS backend"};
  forum_.Register(MODE_ONLINE);
  ExecuteSql(absl::StrCat(
      "UPDATE rollcall.event SET attendance_measure = 'PERCENT_OF_ACTUAL', "
      "present_percent = 50, partial_percent = 10 WHERE event_id = '",
      EventId(), "'"));
  std::vector<PresenceReport> reports;
  for (const auto& event :
       {Join("c", 0, Forum::EmailOf(1)), Leave("c", 1200)}) {
    reports.push_back(
        *ParseReport(event, EventName{EventId()}, "stream", absl::Now()));
    reports.back().act = std::make_shared<const auth::Act>();
  }
  v1::PresenceEvent started =
      EventOf(v1::PresenceEvent::KIND_INSTANCE_STARTED, "", 0);
  v1::PresenceEvent ended =
      EventOf(v1::PresenceEvent::KIND_INSTANCE_ENDED, "", 1800);
  for (v1::PresenceEvent* event : {&started, &ended}) {
    event->clear_session();
    event->set_instance_id("elsewhere");
  }
  Foreknowledge known;
  std::thread other;
  std::atomic<bool> is_over = false;
  const auto recorded = db::Transact(
      platform_.pool(), absl::InfiniteFuture(),
      [&](db::Transaction& tx) -> absl::StatusOr<RecordedPresence> {
        ASSIGN_OR_RETURN(
            RecordedPresence result,
            RecordPresence(tx, EventId(), reports, known, absl::Now()));
        ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(kBackend));
        const std::string backend = db::TextOf(rows.front(), "backend");
        other = std::thread([&] {
          EXPECT_EQ(OutcomesOf({started, ended}), "RR");
          is_over = true;
        });
        rollcall::testing::Await("nobody waits", [&] {
          return is_over || rollcall::testing::IsWaitedFor(backend);
        });
        return result;
      });
  other.join();
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_EQ(Counts("panel").online_only_count(), 1);
}

// Who it was may be erased, and then there is nothing to compare with.
TEST_F(PresenceServiceTest, TakesAnIdWithAnotherParticipantForARepeat) {
  forum_.Register(MODE_ONLINE);
  forum_.Register(MODE_ONLINE);
  EXPECT_EQ(OutcomesOf({Join("c", 0, Forum::EmailOf(1))}), "R");
  EXPECT_EQ(OutcomesOf({Join("c", 0, Forum::EmailOf(2))}), "D");
}

TEST_F(PresenceServiceTest, RefusesABadCall) {
  EXPECT_EQ(ErrorOf(RequestOf({})), "INVALID_FIELD");
  EXPECT_EQ(
      ErrorOf(RequestOf(std::vector<v1::PresenceEvent>(1001, Join("c", 0)))),
      "INVALID_FIELD");
  v1::ReportPresenceRequest request = RequestOf({Join("c", 0)});
  request.set_source("No Spaces");
  EXPECT_EQ(ErrorOf(request), "INVALID_FIELD");
  request = RequestOf({Join("c", 0)});
  request.set_event("events/no-such-event");
  request.mutable_presence_events(0)->set_session(
      "events/no-such-event/sessions/venue");
  EXPECT_EQ(ErrorOf(request), "EVENT_NOT_FOUND");
}

TEST_F(PresenceServiceTest, TakesAFullBatch) {
  forum_.Register(MODE_ONLINE);
  std::vector<v1::PresenceEvent> events;
  for (int i = 0; i < 500; ++i) {
    const std::string connection = absl::StrCat("c", i);
    events.push_back(Leave(connection, i + 1));
    events.push_back(Join(connection, i, Forum::EmailOf(1)));
  }
  const std::string outcomes = OutcomesOf(events);
  EXPECT_EQ(outcomes.size(), 1000u);
  EXPECT_EQ(outcomes.find('J'), std::string::npos);
  EXPECT_EQ(OnlineSeconds("panel"), 500);
}

// Any order and any cut, by any number of instances at once, gives the same.
TEST_F(PresenceServiceTest, GivesTheSameStateForEveryOrderAndCut) {
  constexpr int kPeople = 8;
  for (int i = 0; i < kPeople; ++i) forum_.Register(MODE_ONLINE);
  std::mt19937_64 random(20220903);
  std::vector<v1::PresenceEvent> events;
  for (int i = 0; i < 120; ++i) {
    const int person = static_cast<int>(random() % kPeople) + 1;
    const std::string connection = absl::StrCat("c", person, "-", random() % 2);
    const int second = static_cast<int>(random() % 40) * 30;
    // A join says who it is; some leaves have no join.
    v1::PresenceEvent event =
        random() % 2 == 0 ? Join(connection, second, Forum::EmailOf(person))
                          : Leave(connection, second);
    event.set_source_event_id(absl::StrCat(i));
    events.push_back(event);
  }
  Report(stub(), events);
  const std::string expected = DerivedState();
  EXPECT_NE(expected.find("ONLINE"), std::string::npos);

  const Serving<v1::PresenceService, PresenceService> second;
  for (int round = 0; round < 4; ++round) {
    SCOPED_TRACE(round);
    ForgetPresence();
    std::shuffle(events.begin(), events.end(), random);
    std::vector<std::thread> threads;
    for (int part = 0; part < 4; ++part) {
      threads.emplace_back([&, part] {
        const auto own = v1::PresenceService::NewStub(
            (part % 2 == 0
                 ? static_cast<const rollcall::testing::Instance&>(platform_)
                 : second)
                .NewChannel());
        for (size_t begin = part; begin < events.size(); begin += 4 * 7) {
          std::vector<v1::PresenceEvent> cut;
          for (size_t i = begin; i < std::min(begin + 4 * 7, events.size());
               i += 4) {
            cut.push_back(events[i]);
          }
          // At least once.
          Report(*own, cut);
          if (begin % 8 == 0) Report(*own, cut);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(DerivedState(), expected);
  }
}

}  // namespace
}  // namespace rollcall::checkin
