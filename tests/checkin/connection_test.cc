#include "services/checkin/connection.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::checkin {
namespace {

using ::testing::ElementsAre;
using v1::PresenceEvent;
using PI = v1::PresenceInterval;

absl::Time At(double minutes) {
  return absl::UnixEpoch() + absl::Hours(10) + absl::Minutes(minutes);
}

ConnectionEvent Join(int minute) {
  return {PresenceEvent::KIND_JOIN, At(minute), ""};
}

ConnectionEvent Leave(int minute) {
  return {PresenceEvent::KIND_LEAVE, At(minute), ""};
}

ConnectionHistory EventsOf(std::vector<ConnectionEvent> events) {
  ConnectionHistory history;
  history.events = std::move(events);
  return history;
}

std::vector<Interval> FoldOf(const ConnectionHistory& history,
                             absl::Time now = absl::InfiniteFuture()) {
  return FoldConnection(history, now).intervals;
}

std::optional<absl::Time> EndByTime(const ConnectionHistory& history,
                                    absl::Time now) {
  return FoldConnection(history, now).due;
}

HeartbeatRuns RunsOf(const std::vector<absl::Time>& times) {
  HeartbeatRuns runs;
  for (const absl::Time time : times) AddHeartbeat(time, runs);
  return runs;
}

Interval Closed(int start, int end) {
  return {At(start), At(end), PI::END_SOURCE_LEAVE};
}

TEST(FoldConnectionTest, MakesAnIntervalOfAJoinAndALeave) {
  EXPECT_THAT(FoldOf(EventsOf({Join(0), Leave(20)})),
              ElementsAre(Closed(0, 20)));
}

TEST(FoldConnectionTest, LetsALeaveWaitForItsJoin) {
  EXPECT_THAT(FoldOf(EventsOf({Leave(20)})),
              ElementsAre(Interval{At(20), At(20), PI::END_SOURCE_LEAVE,
                                   PI::ANOMALY_LEAVE_WITHOUT_JOIN}));
  EXPECT_THAT(FoldOf(EventsOf({Leave(20), Join(0)})),
              ElementsAre(Closed(0, 20)));
}

TEST(FoldConnectionTest, IgnoresARepeatedJoin) {
  EXPECT_THAT(FoldOf(EventsOf({Join(0), Join(5), Leave(20)})),
              ElementsAre(Closed(0, 20)));
}

TEST(FoldConnectionTest, NeverClosesANewerJoinWithAnOlderLeave) {
  EXPECT_THAT(FoldOf(EventsOf({Join(0), Leave(20), Join(21), Leave(20)})),
              ElementsAre(Closed(0, 20), Interval{At(21), std::nullopt}));
}

TEST(FoldConnectionTest, TakesAJoinAtTheInstantOfALeaveForAReturn) {
  EXPECT_THAT(FoldOf(EventsOf({Join(0), Leave(20), Join(20), Leave(30)})),
              ElementsAre(Closed(0, 20), Closed(20, 30)));
}

TEST(FoldConnectionTest, KeepsAnIntervalWithoutLength) {
  EXPECT_THAT(FoldOf(EventsOf({Leave(0), Join(0)})),
              ElementsAre(Interval{At(0), At(0), PI::END_SOURCE_LEAVE,
                                   PI::ANOMALY_ZERO_LENGTH}));
}

TEST(FoldConnectionTest, EndsProvisionallyWithTheInstanceUntilALeaveIsSeen) {
  ConnectionHistory history = EventsOf({Join(0)});
  history.instance_ends = {At(60)};
  EXPECT_THAT(
      FoldOf(history),
      ElementsAre(Interval{At(0), At(60), PI::END_SOURCE_INSTANCE_ENDED}));
  history.events.push_back(Leave(40));
  EXPECT_THAT(FoldOf(history), ElementsAre(Closed(0, 40)));
  history.events.back() = Leave(61);
  EXPECT_THAT(FoldOf(history), ElementsAre(Closed(0, 61)));
}

TEST(FoldConnectionTest, EndsNothingThatWasSeenLater) {
  ConnectionHistory history = EventsOf({Join(0)});
  history.instance_ends = {At(60)};
  history.heartbeats = {{At(61), At(61)}};
  EXPECT_THAT(
      FoldOf(history),
      ElementsAre(Interval{At(0), At(63), PI::END_SOURCE_HEARTBEAT_TIMEOUT}));
}

TEST(FoldConnectionTest, LastsUntilItFallsSilent) {
  ConnectionHistory history = EventsOf({Join(0)});
  history.heartbeats = {{At(1), At(9)}};
  EXPECT_THAT(FoldOf(history, At(10)),
              ElementsAre(Interval{At(0), std::nullopt}));
  EXPECT_THAT(
      FoldOf(history, At(11)),
      ElementsAre(Interval{At(0), At(11), PI::END_SOURCE_HEARTBEAT_TIMEOUT}));
}

TEST(FoldConnectionTest, LastsUntilAfterItsSessionWithoutHeartbeats) {
  ConnectionHistory history = EventsOf({Join(0)});
  history.session_end = At(60);
  EXPECT_THAT(FoldOf(history, At(74)),
              ElementsAre(Interval{At(0), std::nullopt}));
  EXPECT_THAT(FoldOf(history, At(75)),
              ElementsAre(Interval{At(0), At(75), PI::END_SOURCE_SESSION_END}));
}

TEST(FoldConnectionTest, BeginsAnotherAfterSilence) {
  ConnectionHistory history = EventsOf({Join(0), Join(40), Leave(50)});
  history.heartbeats = {{At(1), At(2)}};
  EXPECT_THAT(
      FoldOf(history),
      ElementsAre(Interval{At(0), At(4), PI::END_SOURCE_HEARTBEAT_TIMEOUT},
                  Closed(40, 50)));
}

TEST(FoldConnectionTest, ReadsLeavesAndJoinsFromSnapshots) {
  ConnectionHistory history;
  history.present = {At(0), At(5), At(15)};
  history.absent = {At(10), At(20)};
  EXPECT_THAT(FoldOf(history),
              ElementsAre(Interval{At(0), At(10), PI::END_SOURCE_SNAPSHOT},
                          Interval{At(15), At(20), PI::END_SOURCE_SNAPSHOT}));
}

TEST(FoldConnectionTest, CountsNothingOfAReversedInterval) {
  ConnectionHistory history = EventsOf({Join(40), Leave(30)});
  history.session_end = At(60);
  EXPECT_THAT(FoldOf(history),
              ElementsAre(Interval{At(40), At(40), PI::END_SOURCE_SESSION_END,
                                   PI::ANOMALY_REVERSED}));
  history.heartbeats = {{At(41), At(41)}};
  EXPECT_EQ(FoldOf(history).back().anomaly, PI::ANOMALY_UNSPECIFIED);
}

TEST(FoldConnectionTest, KnowsThatARunOfHeartbeatsWasAliveThroughout) {
  ConnectionHistory history = EventsOf({Join(0), Join(15)});
  history.heartbeats = {{At(1), At(30)}};
  history.absent = {At(20)};
  const Interval whole{At(0), At(32), PI::END_SOURCE_HEARTBEAT_TIMEOUT};
  EXPECT_THAT(FoldOf(history), ElementsAre(whole));
  history.events.push_back(Leave(10));
  EXPECT_THAT(
      FoldOf(history),
      ElementsAre(Closed(0, 10),
                  Interval{At(15), At(32), PI::END_SOURCE_HEARTBEAT_TIMEOUT}));
}

TEST(EndByTimeTest, IsWhenTheLastIntervalWillEnd) {
  ConnectionHistory history = EventsOf({Join(0)});
  EXPECT_EQ(EndByTime(history, At(1)), std::nullopt);
  history.session_end = At(60);
  EXPECT_EQ(EndByTime(history, At(1)), At(75));
  EXPECT_EQ(EndByTime(history, At(75)), std::nullopt);
  history.heartbeats = {{At(1), At(5)}};
  EXPECT_EQ(EndByTime(history, At(1)), At(7));
  history.instance_ends = {At(6)};
  EXPECT_EQ(EndByTime(history, At(1)), At(6));
  history.events.push_back(Leave(4));
  EXPECT_EQ(EndByTime(history, At(1)), std::nullopt);
}

TEST(AddHeartbeatTest, JoinsThoseThatFollowEachOtherWithinSilence) {
  EXPECT_THAT(
      RunsOf({At(4), At(0), At(9), At(7)}),
      ElementsAre(HeartbeatRun{At(0), At(0)}, HeartbeatRun{At(4), At(4)},
                  HeartbeatRun{At(7), At(9)}));
  EXPECT_THAT(RunsOf({At(4), At(0), At(9), At(7), At(2), At(5)}),
              ElementsAre(HeartbeatRun{At(0), At(9)}));
}

TEST(ProlongTest, IsForHeartbeatsAfterTheLastOfAConnectionThatLasts) {
  const HeartbeatRuns before = RunsOf({At(0), At(10), At(11)});
  const auto prolong = [&](double minute, double now = 11.5) {
    HeartbeatRuns after = before;
    AddHeartbeat(At(minute), after);
    return Prolong(At(13), before, after, At(now));
  };
  EXPECT_EQ(prolong(12), At(14));
  EXPECT_EQ(prolong(10.5), At(13));
  // It was silent before, may have been elsewhere, or is silent by now.
  EXPECT_EQ(prolong(13.5), std::nullopt);
  EXPECT_EQ(prolong(9), std::nullopt);
  EXPECT_EQ(prolong(12, 14), std::nullopt);
  // Heartbeats are not what it lasts by, or there is none that lasts.
  EXPECT_EQ(Prolong(At(14), before, before, At(11)), std::nullopt);
  EXPECT_EQ(Prolong(std::nullopt, before, before, At(11)), std::nullopt);
}

TEST(ProlongTest, AgreesWithTheFold) {
  std::mt19937_64 random(20220903);
  int prolonged = 0;
  for (int round = 0; round < 5000; ++round) {
    SCOPED_TRACE(round);
    ConnectionHistory history;
    for (size_t i = random() % 4; i > 0; --i) {
      const int minute = static_cast<int>(random() % 12);
      history.events.push_back(random() % 3 == 0 ? Leave(minute)
                                                 : Join(minute));
    }
    for (size_t i = random() % 8; i > 0; --i) {
      AddHeartbeat(At(static_cast<int>(random() % 12)), history.heartbeats);
    }
    // On no minute: the session is no evidence of silence.
    history.session_end = At(8.5);
    const absl::Time now = At(static_cast<int>(random() % 14));
    const FoldedConnection before = FoldConnection(history, now);
    const HeartbeatRuns heartbeats = history.heartbeats;
    AddHeartbeat(At(static_cast<int>(random() % 14)), history.heartbeats);
    const auto due = Prolong(before.due, heartbeats, history.heartbeats, now);
    if (!due) continue;
    ++prolonged;
    const FoldedConnection after = FoldConnection(history, now);
    EXPECT_EQ(after.intervals, before.intervals);
    EXPECT_EQ(after.due, due);
  }
  EXPECT_GT(prolonged, 100);
}

TEST(FoldConnectionTest, GivesTheSameForEveryOrderAndRepetition) {
  std::mt19937_64 random(20220903);
  const auto some_times = [&] {
    std::vector<absl::Time> times;
    for (size_t i = random() % 4; i > 0; --i) {
      times.push_back(At(static_cast<int>(random() % 12)));
    }
    return times;
  };
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE(round);
    ConnectionHistory history;
    for (int i = 0; i < 6; ++i) {
      // Few minutes, so that equal times are common.
      const int minute = static_cast<int>(random() % 8);
      history.events.push_back(random() % 2 == 0 ? Join(minute)
                                                 : Leave(minute));
    }
    std::vector<absl::Time> heartbeats = some_times();
    history.heartbeats = RunsOf(heartbeats);
    history.present = some_times();
    history.absent = some_times();
    history.instance_ends = some_times();
    history.session_end = At(10);
    const absl::Time now = At(static_cast<int>(random() % 30));
    const auto expected = FoldOf(history, now);
    for (int shuffle = 0; shuffle < 10; ++shuffle) {
      for (auto* times : {&heartbeats, &history.present, &history.absent,
                          &history.instance_ends}) {
        if (!times->empty()) times->push_back(times->front());
        std::shuffle(times->begin(), times->end(), random);
      }
      history.heartbeats = RunsOf(heartbeats);
      history.events.push_back(history.events.front());
      std::shuffle(history.events.begin(), history.events.end(), random);
      EXPECT_EQ(FoldOf(history, now), expected);
    }
    for (const Interval& interval : expected) {
      EXPECT_TRUE(!interval.end || interval.start <= *interval.end);
    }
  }
}

}  // namespace
}  // namespace rollcall::checkin
