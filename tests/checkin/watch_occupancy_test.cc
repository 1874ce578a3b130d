#include "absl/time/clock.h"
#include "gmock/gmock.h"

#include "tests/checkin/door_fixture.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"

namespace rollcall::checkin {
namespace {

using testing::ExecuteSql;
using testing::NewContext;
using testing::ReasonOf;
using type::v1::MODE_IN_PERSON;
using Occupancy = v1::WatchOccupancyResponse;

// A watch of a test's.
class Watch {
 public:
  Watch(v1::CheckInService::Stub& stub,
        const v1::WatchOccupancyRequest& request)
      : reader_(stub.WatchOccupancy(context_.get(), request)) {}

  // The next answer; an empty one at the end.
  Occupancy Next() {
    Occupancy occupancy;
    if (!reader_->Read(&occupancy)) return {};
    return occupancy;
  }

  // Answers up to the one with so many inside.
  Occupancy AwaitInside(int inside) {
    for (;;) {
      Occupancy occupancy;
      if (!reader_->Read(&occupancy)) return {};
      if (occupancy.inside_count() == inside) return occupancy;
    }
  }

  grpc::Status Finish() {
    Occupancy unread;
    while (reader_->Read(&unread)) {
    }
    return reader_->Finish();
  }

  void Cancel() { context_->TryCancel(); }

 private:
  const std::unique_ptr<grpc::ClientContext> context_ = NewContext();
  const std::unique_ptr<grpc::ClientReader<Occupancy>> reader_;
};

class WatchOccupancyTest : public DoorFixture {
 protected:
  v1::WatchOccupancyRequest RequestFor(const std::string& session,
                                       int64_t after_sequence = 0) {
    v1::WatchOccupancyRequest request;
    request.set_session(forum_.Session(session));
    request.set_after_sequence(after_sequence);
    return request;
  }

  v1::CheckInRequest Exit(v1::CheckInRequest entry) {
    v1::CheckInRequest exit = ScanOf(entry.registration());
    exit.set_direction(v1::Decision::DIRECTION_EXIT);
    SetMinute(exit, 90);
    return exit;
  }

  std::string ErrorOf(const v1::WatchOccupancyRequest& request) {
    return ReasonOf(Watch(door_.stub(), request).Finish());
  }

  testing::Serving<v1::CheckInService, CheckInService> second_;
};

TEST_F(WatchOccupancyTest, BeginsWithWhatThereIs) {
  Watch empty(door_.stub(), RequestFor("venue"));
  const Occupancy none = empty.Next();
  EXPECT_EQ(none.sequence(), 0);
  EXPECT_EQ(none.inside_count(), 0);
  EXPECT_FALSE(none.has_place_count());
  EXPECT_EQ(none.level(), Occupancy::LEVEL_FREE);
  EXPECT_GT(none.as_of().seconds(), forum_.start_seconds());

  CheckIn(ScanOf(forum_.Register(MODE_IN_PERSON)));
  Watch one(door_.stub(), RequestFor("venue"));
  EXPECT_EQ(one.Next().inside_count(), 1);
  EXPECT_EQ(empty.Next().inside_count(), 1);
}

TEST_F(WatchOccupancyTest, TellsChangesOfAnotherInstance) {
  Watch watch(second_.stub(), RequestFor("venue"));
  const Occupancy none = watch.Next();
  const v1::CheckInRequest entry = ScanOf(forum_.Register(MODE_IN_PERSON));
  CheckIn(entry);
  const Occupancy entered = watch.Next();
  EXPECT_EQ(entered.inside_count(), 1);
  EXPECT_GT(entered.sequence(), none.sequence());
  CheckIn(Exit(entry));
  const Occupancy left = watch.Next();
  EXPECT_EQ(left.inside_count(), 0);
  EXPECT_GT(left.sequence(), entered.sequence());
}

TEST_F(WatchOccupancyTest, GoesOnAtAnotherInstance) {
  CheckIn(ScanOf(forum_.Register(MODE_IN_PERSON)));
  Watch first(door_.stub(), RequestFor("venue"));
  const Occupancy seen = first.Next();
  EXPECT_EQ(seen.inside_count(), 1);
  first.Cancel();
  // What was seen is not told again.
  Watch second(second_.stub(), RequestFor("venue", seen.sequence()));
  CheckIn(ScanOf(forum_.Register(MODE_IN_PERSON)));
  EXPECT_EQ(second.Next().inside_count(), 2);
  // What was missed is told at once.
  Watch third(second_.stub(), RequestFor("venue", seen.sequence()));
  EXPECT_EQ(third.Next().inside_count(), 2);
}

TEST_F(WatchOccupancyTest, WarnsBeforeTheRoomIsFull) {
  SetPlaces("panel", 4);
  v1::WatchOccupancyRequest request = RequestFor("panel");
  request.set_warn_percent(50);
  Watch watch(door_.stub(), request);
  Watch strict(door_.stub(), RequestFor("panel"));
  const Occupancy::Level levels[] = {
      Occupancy::LEVEL_FREE, Occupancy::LEVEL_FREE, Occupancy::LEVEL_WARN,
      Occupancy::LEVEL_WARN, Occupancy::LEVEL_FULL};
  for (int inside = 0; inside <= 4; ++inside) {
    const Occupancy occupancy = watch.AwaitInside(inside);
    EXPECT_EQ(occupancy.place_count(), 4);
    EXPECT_EQ(occupancy.level(), levels[inside]) << inside;
    if (inside == 4) break;
    v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
    scan.set_session(forum_.Session("panel"));
    CheckIn(scan);
  }
  EXPECT_EQ(strict.AwaitInside(4).level(), Occupancy::LEVEL_FULL);
}

TEST_F(WatchOccupancyTest, TellsAChangeOfTheLimit) {
  CheckIn(ScanOf(forum_.Register(MODE_IN_PERSON)));
  Watch watch(door_.stub(), RequestFor("venue"));
  const Occupancy before = watch.Next();
  EXPECT_FALSE(before.has_place_count());
  SetPlaces("venue", 1);
  const Occupancy after = watch.Next();
  EXPECT_EQ(after.sequence(), before.sequence());
  EXPECT_EQ(after.place_count(), 1);
  EXPECT_EQ(after.level(), Occupancy::LEVEL_FULL);
}

TEST_F(WatchOccupancyTest, NeverGoesBelowNobody) {
  ExecuteSql("INSERT INTO rollcall.occupancy VALUES ('" + EventId() +
             "', 'panel', 0, -1, 1)");
  Watch watch(door_.stub(), RequestFor("panel"));
  EXPECT_EQ(watch.Next().inside_count(), 0);
}

TEST_F(WatchOccupancyTest, NeedsASessionThatExists) {
  EXPECT_EQ(ErrorOf(RequestFor("none")), "SESSION_NOT_FOUND");
  v1::WatchOccupancyRequest request = RequestFor("venue");
  request.set_session("events/none/sessions/venue");
  EXPECT_EQ(ErrorOf(request), "EVENT_NOT_FOUND");
  request.set_session("none");
  EXPECT_EQ(ErrorOf(request), "INVALID_FIELD");
  EXPECT_EQ(ErrorOf(RequestFor("venue", -1)), "INVALID_FIELD");
  request = RequestFor("venue");
  request.set_warn_percent(101);
  EXPECT_EQ(ErrorOf(request), "INVALID_FIELD");
}

TEST_F(WatchOccupancyTest, NeedsAToken) {
  grpc::ClientContext context;
  const auto reader =
      door_.stub().WatchOccupancy(&context, RequestFor("venue"));
  Occupancy occupancy;
  EXPECT_FALSE(reader->Read(&occupancy));
  EXPECT_EQ(ReasonOf(reader->Finish()), "UNAUTHENTICATED_CALL");
}

TEST_F(WatchOccupancyTest, EndsWhenTheServerDrains) {
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 20; ++i) {
    watches.push_back(
        std::make_unique<Watch>(second_.stub(), RequestFor("venue")));
    watches.back()->Next();
  }
  const absl::Time begin = absl::Now();
  second_.server().Drain(absl::Minutes(4));
  EXPECT_LT(absl::Now() - begin, absl::Minutes(1));
  for (const auto& watch : watches) {
    EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  }
}

TEST_F(WatchOccupancyTest, LeavesItsPlaceWhenItIsCancelled) {
  testing::Instance instance;
  std::vector<rpc::HostedService> services;
  services.push_back(
      rpc::Host<v1::CheckInService>(std::make_unique<CheckInService>(
          instance.pool(), instance.guard(), LaneOptions(),
          WatchHubOptions{absl::Milliseconds(200), 1})));
  instance.Start(std::move(services));
  const auto stub = v1::CheckInService::NewStub(instance.NewChannel());
  auto first = std::make_unique<Watch>(*stub, RequestFor("venue"));
  first->Next();
  EXPECT_EQ(ReasonOf(Watch(*stub, RequestFor("venue")).Finish()), "OVERLOADED");
  first->Cancel();
  // The instance notices a little later.
  for (bool taken = false; !taken;) {
    Watch next(*stub, RequestFor("venue"));
    taken = next.Next().has_as_of();
    next.Cancel();
  }
}

TEST_F(WatchOccupancyTest, TellsManyAtOnce) {
  constexpr int kWatches = 200;
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < kWatches; ++i) {
    watches.push_back(std::make_unique<Watch>(
        second_.stub(), RequestFor(i % 2 == 0 ? "venue" : "panel")));
  }
  for (const auto& watch : watches) watch->Next();
  CheckIn(ScanOf(forum_.Register(MODE_IN_PERSON)));
  for (int i = 0; i < kWatches; i += 2) {
    EXPECT_EQ(watches[i]->Next().inside_count(), 1);
  }
}

}  // namespace
}  // namespace rollcall::checkin
