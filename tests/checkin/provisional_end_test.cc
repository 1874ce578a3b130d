#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/db/migration.h"
#include "common/db/pool.h"
#include "migrations_sql.h"
#include "tests/checkin/presence_fixture.h"
#include "tests/harness/database.h"

namespace rollcall::checkin {
namespace {

using registration::v1::RegistrationService;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::Serving;
using type::v1::MODE_ONLINE;
using v1::PresenceEvent;

// A database that the services of this process use instead of the shared one.
class OwnDatabase {
 public:
  OwnDatabase() {
    db::PoolOptions options;
    options.database_url = database_.url();
    options.size = 1;
    db::Pool pool(options);
    EXPECT_TRUE(
        db::Migrate(pool, migrations::kAll, absl::Now() + absl::Minutes(1))
            .ok());
    if (const char* url = std::getenv(kVariable)) before_ = url;
    setenv(kVariable, database_.url().c_str(), 1);
  }
  ~OwnDatabase() {
    if (before_) {
      setenv(kVariable, before_->c_str(), 1);
    } else {
      unsetenv(kVariable);
    }
  }

 private:
  static constexpr char kVariable[] = "ROLLCALL_TEST_DATABASE_URL";

  const rollcall::testing::ScratchDatabase database_;
  std::optional<std::string> before_;
};

class ProvisionalEndTest : public PresenceFixture {
 protected:
  ProvisionalEndTest() { forum_.Register(MODE_ONLINE); }

  // DeriveDue ends what has ended of all events, at times that are still to
  // come for other tests.
  static void SetUpTestSuite() {
    own_database = std::make_unique<OwnDatabase>();
  }
  static void TearDownTestSuite() { own_database.reset(); }

  PresenceEvent Heartbeat(const std::string& connection, int second) {
    PresenceEvent event =
        EventOf(PresenceEvent::KIND_HEARTBEAT, connection, second);
    event.clear_source_event_id();
    return event;
  }

  PresenceEvent OfInstance(PresenceEvent::Kind kind, int second) {
    PresenceEvent event = EventOf(kind, "", second);
    event.clear_session();
    return event;
  }

  PresenceEvent Ended(int second) {
    return OfInstance(PresenceEvent::KIND_INSTANCE_ENDED, second);
  }

  PresenceEvent Snapshot(int second,
                         const std::vector<std::string>& connections) {
    PresenceEvent event = OfInstance(PresenceEvent::KIND_SNAPSHOT, second);
    for (const auto& id : connections) event.add_present_connection_ids(id);
    return event;
  }

  // Each interval of the event with its seconds after the panel's start, its
  // end's source and its anomaly.
  std::string Intervals() {
    return ExecuteSql(absl::StrReplaceAll(
        "SELECT string_agg(concat_ws(' ', "
        "extract(epoch FROM i.start_time - s.start_time)::int, "
        "coalesce(extract(epoch FROM i.end_time - s.start_time)::int::text, "
        "'-'), i.end_source, nullif(i.anomaly, 'UNSPECIFIED')), ', ' "
        "ORDER BY i.start_time) "
        "FROM rollcall.presence_interval i "
        "JOIN rollcall.agenda_session s USING (event_id) "
        "WHERE s.session_id = 'panel' AND i.event_id = '$event'",
        {{"$event", EventId()}}));
  }

  // Moves the panel so that it began `ago` ago and lasts two hours.
  void Move(absl::Duration ago) {
    panel_start_ = absl::Now() - ago;
    ExecuteSql(absl::StrCat(
        "UPDATE rollcall.agenda_session SET start_time = to_timestamp(",
        absl::ToUnixSeconds(panel_start_), "), end_time = to_timestamp(",
        absl::ToUnixSeconds(panel_start_),
        ") + interval '2 hours' "
        "WHERE event_id = '",
        EventId(), "' AND session_id = 'panel'"));
  }

  PresenceEvent At(absl::Time time, PresenceEvent event) {
    event.mutable_event_time()->set_seconds(absl::ToUnixSeconds(time));
    return event;
  }

  void DeriveDue(absl::Time now) {
    PresenceTally tally;
    EXPECT_TRUE(PresenceStore(platform_.pool(), tally)
                    .DeriveDue(now, absl::Now() + absl::Minutes(1))
                    .ok());
  }

  absl::Time panel_start_;

 private:
  static inline std::unique_ptr<OwnDatabase> own_database;
};

TEST_F(ProvisionalEndTest, IsTheInstancesEndUntilTheRealOneIsSeen) {
  EXPECT_EQ(OutcomesOf({Join("c", 0, Forum::EmailOf(1)), Ended(3600)}), "RR");
  EXPECT_EQ(Intervals(), "0 3600 INSTANCE_ENDED");
  EXPECT_EQ(OnlineSeconds("panel"), 3600);
  EXPECT_EQ(OutcomesOf({Leave("c", 2400)}), "R");
  EXPECT_EQ(Intervals(), "0 2400 LEAVE");
  EXPECT_EQ(OnlineSeconds("panel"), 2400);
}

TEST_F(ProvisionalEndTest, IsTwoMinutesAfterTheLastHeartbeat) {
  OutcomesOf({Join("c", 0, Forum::EmailOf(1)), Heartbeat("c", 60),
              Heartbeat("c", 120)});
  EXPECT_EQ(Intervals(), "0 240 HEARTBEAT_TIMEOUT");
  // A repeated one changes nothing, a later one prolongs.
  EXPECT_EQ(OutcomesOf({Heartbeat("c", 120)}), "R");
  EXPECT_EQ(Intervals(), "0 240 HEARTBEAT_TIMEOUT");
  OutcomesOf({Heartbeat("c", 200)});
  EXPECT_EQ(Intervals(), "0 320 HEARTBEAT_TIMEOUT");
  EXPECT_EQ(OnlineSeconds("panel"), 320);
}

TEST_F(ProvisionalEndTest, IsAfterTheSessionWithoutHeartbeats) {
  OutcomesOf({Join("c", 60, Forum::EmailOf(1))});
  EXPECT_EQ(Intervals(), "60 8100 SESSION_END");
  EXPECT_EQ(OnlineSeconds("panel"), 7200 - 60);
}

TEST_F(ProvisionalEndTest, IsASnapshotWithoutTheConnection) {
  OutcomesOf({Join("c", 0, Forum::EmailOf(1)), Snapshot(300, {"c", "d"}),
              Snapshot(600, {"d"})});
  EXPECT_EQ(Intervals(), "0 600 SNAPSHOT");
  // Whoever is in a snapshot has joined, and is known later.
  OutcomesOf({Snapshot(900, {"c"}), Snapshot(1200, {})});
  EXPECT_EQ(Intervals(), "0 600 SNAPSHOT, 900 1200 SNAPSHOT");
  EXPECT_EQ(OnlineSeconds("panel"), 900);
}

TEST_F(ProvisionalEndTest, KeepsOddIntervalsAndCountsNothingOfThem) {
  OutcomesOf({Join("c", 0, Forum::EmailOf(1)), Leave("c", 0), Leave("d", 500),
              Join("d", 600, Forum::EmailOf(1)), Ended(700)});
  EXPECT_EQ(Intervals(),
            "0 0 LEAVE ZERO_LENGTH, "
            "600 600 INSTANCE_ENDED REVERSED");
  EXPECT_EQ(Counts().attended_count(), 0);
}

TEST_F(ProvisionalEndTest, ComesWithTimeAlone) {
  Move(absl::Minutes(10));
  const absl::Time now = absl::Now();
  OutcomesOf({At(now - absl::Minutes(9), Join("c", 0, Forum::EmailOf(1))),
              At(now - absl::Seconds(30), Heartbeat("c", 0)),
              At(now - absl::Minutes(9), Join("d", 0, Forum::EmailOf(1)))});
  const std::string open = Intervals();
  EXPECT_EQ(Counts().attended_count(), 0) << open;
  DeriveDue(now);
  EXPECT_EQ(Intervals(), open);
  DeriveDue(now + absl::Minutes(3));
  EXPECT_NE(Intervals().find("HEARTBEAT_TIMEOUT"), std::string::npos);
  EXPECT_EQ(Counts().online_only_count(), 1);
  DeriveDue(now + absl::Hours(3));
  EXPECT_NE(Intervals().find("SESSION_END"), std::string::npos);
}

TEST_F(ProvisionalEndTest, ComesLaterWithEachHeartbeatOfWhoIsThere) {
  Move(absl::Minutes(5));
  OutcomesOf({At(panel_start_, Join("c", 0, Forum::EmailOf(1)))});
  const auto due = [this] {
    return std::stoi(ExecuteSql(
        absl::StrCat("SELECT extract(epoch FROM due_time)::bigint - ",
                     absl::ToUnixSeconds(panel_start_),
                     " FROM rollcall.presence_connection WHERE event_id = '",
                     EventId(), "'")));
  };
  // The first one begins the silence that ends it, each later one puts it off.
  for (const int second : {200, 250, 290}) {
    OutcomesOf(
        {At(panel_start_ + absl::Seconds(second), Heartbeat("c", second))});
    EXPECT_EQ(due(), second + 120);
    EXPECT_EQ(Intervals(), "0 - UNSPECIFIED");
  }
  DeriveDue(panel_start_ + absl::Seconds(409));
  EXPECT_EQ(Intervals(), "0 - UNSPECIFIED");
  DeriveDue(panel_start_ + absl::Seconds(410));
  EXPECT_EQ(Intervals(), "0 410 HEARTBEAT_TIMEOUT");
  EXPECT_EQ(OnlineSeconds("panel"), 410);
}

TEST_F(ProvisionalEndTest, MovesWithTheEventInItsVenue) {
  PresenceEvent join = Join("c", 0, Forum::EmailOf(1));
  join.set_session(forum_.Session("venue"));
  OutcomesOf({join});
  registration::v1::GetEventRequest get;
  registration::v1::GetEventResponse event;
  get.set_name(forum_.name());
  ASSERT_TRUE(
      Call(forum_.stub(), &RegistrationService::Stub::GetEvent, get, &event)
          .ok());
  const int64_t end =
      event.event().end_time().seconds() - forum_.start_seconds() - kPanelStart;
  EXPECT_EQ(Intervals(), absl::StrCat("0 ", end + 900, " SESSION_END"));
  registration::v1::UpdateEventRequest update;
  registration::v1::UpdateEventResponse updated;
  update.mutable_event()->set_name(forum_.name());
  update.mutable_event()->mutable_end_time()->set_seconds(
      event.event().end_time().seconds() + 3600);
  ASSERT_TRUE(Call(forum_.stub(), &RegistrationService::Stub::UpdateEvent,
                   update, &updated)
                  .ok());
  DeriveDue(absl::Now());
  EXPECT_EQ(Intervals(), absl::StrCat("0 ", end + 4500, " SESSION_END"));
  EXPECT_EQ(OnlineSeconds("venue"), end + 3600);
}

// Whoever says which session the instance is of leaves nothing due.
TEST_F(ProvisionalEndTest, MovesWithItsSessionWhoeverComesFirst) {
  PresenceEvent nowhere = Join("d", 0);
  nowhere.clear_session();
  OutcomesOf({Join("c", 0, Forum::EmailOf(1)), nowhere});
  EXPECT_EQ(Intervals(), "0 8100 SESSION_END");
  registration::v1::UpdateSessionRequest update;
  registration::v1::UpdateSessionResponse updated;
  update.mutable_session()->set_name(forum_.Session("panel"));
  update.mutable_session()->mutable_end_time()->set_seconds(
      forum_.start_seconds() + kPanelStart + 7200 + 600);
  ASSERT_TRUE(Call(forum_.stub(), &RegistrationService::Stub::UpdateSession,
                   update, &updated)
                  .ok());
  v1::ResolveUnmatchedRequest resolve;
  v1::ResolveUnmatchedResponse resolved;
  resolve.set_name(absl::StrCat(forum_.name(), "/unmatched/",
                                ExecuteSql("SELECT unmatched_id "
                                           "FROM rollcall.presence_instance "
                                           "WHERE event_id = '" +
                                           EventId() + "'")));
  resolve.set_session(forum_.Session("panel"));
  ASSERT_TRUE(Call(stub(), &v1::PresenceService::Stub::ResolveUnmatched,
                   resolve, &resolved)
                  .ok());
  EXPECT_EQ(resolved.recounted_connection_count(), 1);
  DeriveDue(absl::Now());
  EXPECT_EQ(Intervals(), "0 8700 SESSION_END");
}

TEST_F(ProvisionalEndTest, TakesEventsThatHaveNoIds) {
  PresenceEvent join = Join("c", 0, Forum::EmailOf(1));
  PresenceEvent leave = Leave("c", 600);
  join.clear_source_event_id();
  leave.clear_source_event_id();
  EXPECT_EQ(OutcomesOf({join, leave, leave}), "RRD");
  EXPECT_EQ(OutcomesOf({join}), "D");
  // Of one instant only one event of a kind.
  join.set_session(forum_.Session("venue"));
  EXPECT_EQ(OutcomesOf({join}), "J");
  EXPECT_EQ(OnlineSeconds("panel"), 600);
}

TEST_F(ProvisionalEndTest, RejectsEventsThatCannotBe) {
  const auto rejected = [&](PresenceEvent event,
                            const std::function<void(PresenceEvent&)>& spoil) {
    spoil(event);
    return OutcomesOf({event}) == "J";
  };
  EXPECT_TRUE(rejected(Join("c", 0), [](auto& e) { e.clear_connection_id(); }));
  EXPECT_TRUE(rejected(Ended(0), [](auto& e) { e.set_connection_id("c"); }));
  EXPECT_TRUE(rejected(Join("c", 0),
                       [](auto& e) { e.add_present_connection_ids("c"); }));
  EXPECT_TRUE(rejected(Join("c", 0), [](auto& e) {
    e.mutable_event_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Minutes(11)));
  }));
  EXPECT_TRUE(rejected(Join("c", 0), [](auto& e) {
    e.mutable_event_time()->set_seconds(900000000);
  }));
  EXPECT_TRUE(rejected(Snapshot(0, {}), [](auto& e) {
    for (int i = 0; i <= 10000; ++i) {
      e.add_present_connection_ids(absl::StrCat(i));
    }
  }));
}

// A day of everything that a platform may say, told twice and in any order, by
// two instances at once, gives the same.
TEST_F(ProvisionalEndTest, IsTheSameForEveryOrderAndRepetition) {
  constexpr int kPeople = 6;
  while (forum_.registered() < kPeople) forum_.Register(MODE_ONLINE);
  std::mt19937_64 random(20220903);
  std::vector<PresenceEvent> day;
  for (int i = 0; i < 150; ++i) {
    const int person = static_cast<int>(random() % (kPeople + 2)) + 1;
    const std::string connection = absl::StrCat("c", person, "-", random() % 2);
    const int second = static_cast<int>(random() % 60) * 20;
    PresenceEvent event;
    switch (random() % 8) {
      case 0:
        event = Leave(connection, second);
        break;
      case 1:
        event = Ended(second);
        break;
      case 2:
        event = Snapshot(second, {connection, "c1-0", "stranger"});
        break;
      case 3:
      case 4:
        event = Heartbeat(connection, second);
        break;
      default:
        event = Join(connection, second, Forum::EmailOf(person));
        if (random() % 20 == 0) {
          event.mutable_participant()->set_kind(v1::Participant::KIND_BOT);
        }
        if (random() % 6 == 0) {
          event.mutable_participant()->set_email(Forum::EmailOf(1));
          event.mutable_participant()->set_display_name(absl::StrCat(i));
        }
    }
    event.set_instance_id(random() % 2 == 0 ? "broadcast" : "restarted");
    if (random() % 3 == 0) event.clear_session();
    if (event.kind() != PresenceEvent::KIND_HEARTBEAT) {
      event.set_source_event_id(absl::StrCat(i));
    }
    day.push_back(event);
  }
  Report(stub(), day);
  const std::string expected = DerivedState();
  const Serving<v1::PresenceService, PresenceService> second;
  for (int round = 0; round < 6; ++round) {
    SCOPED_TRACE(round);
    ForgetPresence();
    std::vector<PresenceEvent> told = day;
    told.insert(told.end(), day.begin(), day.end());
    std::shuffle(told.begin(), told.end(), random);
    std::vector<std::thread> threads;
    for (size_t part = 0; part < 4; ++part) {
      threads.emplace_back([&, part] {
        const auto own = v1::PresenceService::NewStub(
            part % 2 == 0 ? platform_.NewChannel() : second.NewChannel());
        std::vector<PresenceEvent> cut;
        for (size_t i = part; i < told.size(); i += 4) {
          cut.push_back(told[i]);
          if (cut.size() < 9) continue;
          Report(*own, cut);
          cut.clear();
        }
        if (!cut.empty()) Report(*own, cut);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(DerivedState(), expected);
  }
}

}  // namespace
}  // namespace rollcall::checkin
