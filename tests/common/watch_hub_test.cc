#include "common/api/watch_hub.h"

#include <atomic>
#include <optional>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/resource_name.h"
#include "common/status/error.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
// What is watched, in this test.
struct State {
  int64_t sequence = 0;
};

using Hub = WatchHub<SessionName, State>;
using States = std::vector<absl::StatusOr<State>>;

// Longer than any test.
constexpr absl::Duration kNever = absl::Hours(1);

State Of(int64_t sequence) { return {sequence}; }

// All sessions in the state `sequence`.
States AllOf(const std::vector<SessionName>& sessions, int64_t sequence) {
  return States(sessions.size(), Of(sequence));
}

// Waits for what one watcher is told.
class Inbox {
 public:
  Hub::Tell Tell() {
    return [this](const absl::StatusOr<State>& state) {
      const absl::MutexLock lock(&mutex_);
      states_.push_back(state);
    };
  }

  // Waits for the next one.
  absl::StatusOr<State> Next() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](Inbox* inbox) { return inbox->HasNext(); }, this));
    return states_[next_++];
  }

  bool IsEmpty() {
    const absl::MutexLock lock(&mutex_);
    return states_.empty();
  }

 private:
  bool HasNext() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return next_ < states_.size();
  }

  absl::Mutex mutex_;
  std::vector<absl::StatusOr<State>> states_ ABSL_GUARDED_BY(mutex_);
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
};

const SessionName venue{"forum", "venue"};
const SessionName panel{"forum", "panel"};

TEST(WatchHubTest, ServesAllWatchersByOneLoad) {
  constexpr int kWatchers = 200;
  absl::Notification loading;
  absl::Notification go_on;
  std::atomic<int> loads = 0;
  absl::BlockingCounter told(kWatchers);
  Inbox first;
  Hub hub(
      [&](const std::vector<SessionName>& sessions) -> absl::StatusOr<States> {
        if (++loads == 1) {
          EXPECT_THAT(sessions, ElementsAre(venue));
          loading.Notify();
          go_on.WaitForNotification();
        } else {
          EXPECT_THAT(sessions, ElementsAre(panel, venue));
        }
        return AllOf(sessions, loads);
      },
      {kNever, kWatchers + 1});
  ASSERT_TRUE(hub.Watch(venue, first.Tell()).ok());
  loading.WaitForNotification();
  for (int i = 0; i < kWatchers; ++i) {
    ASSERT_TRUE(hub.Watch(i % 2 == 0 ? venue : panel,
                          [&](const absl::StatusOr<State>& state) {
                            if (!state.ok()) return;
                            EXPECT_EQ(state->sequence, 2);
                            told.DecrementCount();
                          })
                    .ok());
  }
  go_on.Notify();
  told.Wait();
  EXPECT_EQ(loads, 2);
  // The load of before is not for those who came later, the later one for all.
  EXPECT_EQ(first.Next()->sequence, 1);
  EXPECT_EQ(first.Next()->sequence, 2);
}

TEST(WatchHubTest, LoadsAgainAfterTheInterval) {
  std::atomic<int> loads = 0;
  Inbox inbox;
  Hub hub(
      [&](const auto& sessions) -> absl::StatusOr<States> {
        return AllOf(sessions, ++loads);
      },
      {absl::Milliseconds(1), 1});
  ASSERT_TRUE(hub.Watch(venue, inbox.Tell()).ok());
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(inbox.Next()->sequence, i);
}

TEST(WatchHubTest, LoadsNothingThatNobodyWatches) {
  Hub hub(
      [&](const auto& sessions) -> absl::StatusOr<States> {
        EXPECT_THAT(sessions, SizeIs(1));
        return AllOf(sessions, 1);
      },
      {absl::ZeroDuration(), 1});
  for (const SessionName& session : {venue, panel, venue}) {
    Inbox inbox;
    const auto watcher = hub.Watch(session, inbox.Tell());
    ASSERT_TRUE(watcher.ok());
    EXPECT_TRUE(inbox.Next().ok());
    hub.Leave(session, *watcher);
    hub.Leave(session, *watcher);
  }
}

TEST(WatchHubTest, EndsWatchesOfWhatDoesNotExist) {
  Inbox known;
  Hub hub(
      [&](const std::vector<SessionName>& sessions) -> absl::StatusOr<States> {
        States states;
        for (const SessionName& session : sessions) {
          if (session == venue) {
            states.emplace_back(Of(1));
          } else {
            states.emplace_back(Error(error::v1::SESSION_NOT_FOUND, "None."));
          }
        }
        return states;
      },
      {absl::Milliseconds(1), 2});
  ASSERT_TRUE(hub.Watch(venue, known.Tell()).ok());
  // Each leaves its place to the next one.
  for (int i = 0; i < 3; ++i) {
    Inbox unknown;
    const auto watcher = hub.Watch(panel, unknown.Tell());
    ASSERT_TRUE(watcher.ok());
    EXPECT_EQ(ReasonOf(unknown.Next().status()), error::v1::SESSION_NOT_FOUND);
    hub.Leave(panel, *watcher);
  }
  EXPECT_TRUE(known.Next().ok());
}

TEST(WatchHubTest, KeepsWatchesWhileTheDatabaseIsAway) {
  std::atomic<bool> away = false;
  Inbox old;
  Inbox unlucky;
  Inbox lucky;
  Hub hub(
      [&](const auto& sessions) -> absl::StatusOr<States> {
        if (away) return Error(error::v1::DATABASE_UNAVAILABLE, "Away.");
        return AllOf(sessions, 1);
      },
      {kNever, 2});
  ASSERT_TRUE(hub.Watch(venue, old.Tell()).ok());
  EXPECT_TRUE(old.Next().ok());
  away = true;
  ASSERT_TRUE(hub.Watch(venue, unlucky.Tell()).ok());
  EXPECT_EQ(ReasonOf(unlucky.Next().status()), error::v1::DATABASE_UNAVAILABLE);
  away = false;
  ASSERT_TRUE(hub.Watch(venue, lucky.Tell()).ok());
  EXPECT_TRUE(lucky.Next().ok());
  EXPECT_TRUE(old.Next().ok());
}

TEST(WatchHubTest, TakesNoMoreThanItMay) {
  Inbox inbox;
  Hub hub(
      [&](const auto& sessions) -> absl::StatusOr<States> {
        return AllOf(sessions, 1);
      },
      {kNever, 2});
  const auto first = hub.Watch(venue, inbox.Tell());
  ASSERT_TRUE(hub.Watch(panel, inbox.Tell()).ok());
  EXPECT_EQ(ReasonOf(hub.Watch(venue, inbox.Tell()).status()),
            error::v1::OVERLOADED);
  hub.Leave(venue, *first);
  EXPECT_TRUE(hub.Watch(venue, inbox.Tell()).ok());
}

TEST(WatchHubTest, EndsWithoutWaitingForTheDatabase) {
  absl::Notification loading;
  absl::Notification go_on;
  Inbox inbox;
  Hub hub(
      [&](const auto& sessions) -> absl::StatusOr<States> {
        loading.Notify();
        go_on.WaitForNotification();
        return AllOf(sessions, 1);
      },
      {kNever, 1});
  ASSERT_TRUE(hub.Watch(venue, inbox.Tell()).ok());
  loading.WaitForNotification();
  hub.End();
  EXPECT_TRUE(absl::IsUnavailable(inbox.Next().status()));
  EXPECT_TRUE(absl::IsUnavailable(hub.Watch(venue, inbox.Tell()).status()));
  go_on.Notify();
}

TEST(WatchHubTest, TellsNobodyWhoHasLeft) {
  absl::Notification loading;
  absl::Notification go_on;
  Inbox gone;
  {
    Hub hub(
        [&](const auto& sessions) -> absl::StatusOr<States> {
          loading.Notify();
          go_on.WaitForNotification();
          return AllOf(sessions, 1);
        },
        {kNever, 2});
    const auto watcher = hub.Watch(venue, gone.Tell());
    loading.WaitForNotification();
    hub.Leave(venue, *watcher);
    go_on.Notify();
  }
  EXPECT_TRUE(gone.IsEmpty());
}

}  // namespace
}  // namespace rollcall
