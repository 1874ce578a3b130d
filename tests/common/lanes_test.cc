#include "common/base/lanes.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// What was handled: the group and the items of each batch.
class Record {
 public:
  using Batch = std::pair<std::string, std::vector<int>>;

  Lanes<int>::Handler Handler() {
    return [this](const std::string& group, std::vector<int> batch) {
      const std::lock_guard lock(mutex_);
      batches_.emplace_back(group, std::move(batch));
    };
  }

  // As Handler, but the first batch waits for `gate`; `begun` says that it
  // does.
  Lanes<int>::Handler HandlerBehind(absl::Notification& begun,
                                    absl::Notification& gate) {
    return [this, &begun, &gate,
            first = std::make_shared<std::atomic<bool>>(true)](
               const std::string& group, std::vector<int> batch) {
      if (first->exchange(false)) {
        begun.Notify();
        gate.WaitForNotification();
      }
      Handler()(group, std::move(batch));
    };
  }

  std::vector<Batch> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }

 private:
  std::mutex mutex_;
  std::vector<Batch> batches_;
};

TEST(LanesTest, HandlesWhatIsQueuedBeforeItEnds) {
  Record record;
  {
    Lanes<int> lanes({1, 100, 10}, record.Handler());
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(lanes.Submit("a", 0, i));
  }
  std::vector<int> all;
  for (const auto& [group, batch] : record.batches()) {
    EXPECT_LE(batch.size(), 10u);
    all.insert(all.end(), batch.begin(), batch.end());
  }
  ASSERT_THAT(all, SizeIs(50));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(all[i], i);
}

TEST(LanesTest, GathersWhileABatchIsUnderWayAndKeepsGroupsApart) {
  Record record;
  absl::Notification begun;
  absl::Notification gate;
  {
    Lanes<int> lanes({1, 100, 10}, record.HandlerBehind(begun, gate));
    EXPECT_FALSE(lanes.Submit("a", 0, 0));
    begun.WaitForNotification();
    for (const auto& [group, item] : std::vector<std::pair<std::string, int>>{
             {"b", 1}, {"a", 2}, {"b", 3}, {"c", 4}, {"a", 5}}) {
      EXPECT_FALSE(lanes.Submit(group, 0, item));
    }
    gate.Notify();
  }
  EXPECT_THAT(record.batches(),
              ElementsAre(Record::Batch{"a", {0}}, Record::Batch{"b", {1, 3}},
                          Record::Batch{"a", {2, 5}}, Record::Batch{"c", {4}}));
}

TEST(LanesTest, TurnsAwayWhatFindsItsQueueFull) {
  Record record;
  absl::Notification begun;
  absl::Notification gate;
  {
    Lanes<int> lanes({1, 2, 10}, record.HandlerBehind(begun, gate));
    EXPECT_FALSE(lanes.Submit("a", 0, 0));
    begun.WaitForNotification();
    EXPECT_FALSE(lanes.Submit("a", 0, 1));
    EXPECT_FALSE(lanes.Submit("a", 0, 2));
    const auto retry_delay = lanes.Submit("a", 0, 3);
    ASSERT_TRUE(retry_delay);
    EXPECT_GE(*retry_delay, absl::Milliseconds(10));
    EXPECT_LE(*retry_delay, absl::Seconds(1));
    gate.Notify();
  }
  EXPECT_THAT(record.batches(),
              ElementsAre(Record::Batch{"a", {0}}, Record::Batch{"a", {1, 2}}));
}

TEST(LanesTest, TakesOneLaneForOneSpread) {
  std::mutex mutex;
  std::map<int, std::thread::id> threads;
  {
    Lanes<int> lanes({4, 1000, 10},
                     [&](const std::string&, std::vector<int> batch) {
                       const std::lock_guard lock(mutex);
                       for (const int item : batch) {
                         const auto [known, is_new] =
                             threads.emplace(item, std::this_thread::get_id());
                         EXPECT_EQ(known->second, std::this_thread::get_id());
                       }
                     });
    for (int i = 0; i < 400; ++i) {
      EXPECT_FALSE(lanes.Submit("a", i % 8, i % 8));
    }
  }
  EXPECT_THAT(threads, SizeIs(8));
}

TEST(LanesTest, LosesNothingFromManyThreads) {
  std::atomic<int> handled = 0;
  std::atomic<int> turned_away = 0;
  {
    Lanes<int> lanes({3, 16, 8},
                     [&](const std::string&, std::vector<int> batch) {
                       handled += static_cast<int>(batch.size());
                     });
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 1000; ++i) {
          if (lanes.Submit(std::to_string(i % 3), t + i, i)) ++turned_away;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(handled + turned_away, 8000);
}

TEST(LanesTest, TurnsAwayWhatWouldWaitForLongerThanItsPatience) {
  Record record;
  absl::Notification begun;
  absl::Notification gate;
  {
    Lanes<int> lanes({1, 100, 10, absl::ZeroDuration()},
                     record.HandlerBehind(begun, gate));
    // It waits for nobody.
    EXPECT_FALSE(lanes.TurnsAway(0));
    EXPECT_FALSE(lanes.Submit("a", 0, 1));
    begun.WaitForNotification();
    EXPECT_TRUE(lanes.TurnsAway(0));
    EXPECT_TRUE(lanes.Submit("a", 0, 2));
    gate.Notify();
  }
  EXPECT_THAT(record.batches(), ElementsAre(Record::Batch("a", {1})));
}

}  // namespace
}  // namespace rollcall
