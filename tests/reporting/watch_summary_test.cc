#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using type::v1::MODE_IN_PERSON;

// A watch of a test's.
class Watch {
 public:
  Watch(v1::ReportingService::Stub& stub,
        const v1::WatchSummaryRequest& request)
      : reader_(stub.WatchSummary(context_.get(), request)) {}

  // The next answer; an empty one at the end.
  v1::GetSummaryResponse Next() {
    v1::WatchSummaryResponse response;
    if (!reader_->Read(&response)) return {};
    return response.summary();
  }

  // Answers up to the one with so many registrations.
  v1::GetSummaryResponse AwaitRegistered(int64_t registered) {
    for (;;) {
      v1::WatchSummaryResponse response;
      if (!reader_->Read(&response)) return {};
      if (response.summary().total().registered_count() == registered) {
        return response.summary();
      }
    }
  }

  grpc::Status Finish() {
    v1::WatchSummaryResponse unread;
    while (reader_->Read(&unread)) {
    }
    return reader_->Finish();
  }

  void Cancel() { context_->TryCancel(); }

 private:
  const std::unique_ptr<grpc::ClientContext> context_ = NewContext();
  const std::unique_ptr<grpc::ClientReader<v1::WatchSummaryResponse>> reader_;
};

class WatchSummaryTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }
  v1::WatchSummaryRequest Request(const std::string& session = "",
                                  int64_t after_version = 0) {
    v1::WatchSummaryRequest request;
    request.set_event(hall_.forum().name());
    request.set_session(session);
    request.set_after_version(after_version);
    return request;
  }
  std::string ErrorOf(const v1::WatchSummaryRequest& request) {
    return ReasonOf(Watch(hall_.reports(), request).Finish());
  }

 private:
  Hall hall_;
};

TEST_F(WatchSummaryTest, BeginsWithWhatThereIs) {
  Watch empty(hall().reports(), Request());
  EXPECT_EQ(empty.Next().data_version(), 0);
  hall().forum().Register(MODE_IN_PERSON, "KE");
  const auto expected = hall().Summary();
  Watch watch(hall().reports(), Request());
  const auto first = watch.Next();
  EXPECT_EQ(Text(first.total()), Text(expected.total()));
  EXPECT_EQ(first.data_version(), expected.data_version());
  EXPECT_EQ(first.sectors_size(), expected.sectors_size());
  EXPECT_GT(first.as_of().seconds(), 0);
}

TEST_F(WatchSummaryTest, TellsEachChange) {
  Watch event(hall().reports(), Request());
  Watch panel(hall().reports(), Request(hall().Session("panel")));
  EXPECT_EQ(event.Next().total().registered_count(), 0);
  EXPECT_EQ(panel.Next().total().registered_count(), 0);
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  EXPECT_EQ(event.AwaitRegistered(1).total().attended_count(), 0);
  panel.AwaitRegistered(1);
  hall().Enter(hall().Session("panel"), person, hall().At(absl::Hours(2)));
  EXPECT_EQ(event.Next().total().in_person_only_count(), 1);
  EXPECT_EQ(panel.Next().total().in_person_only_count(), 1);
}

TEST_F(WatchSummaryTest, GoesOnAtAnotherInstance) {
  hall().forum().Register(MODE_IN_PERSON);
  Watch first(hall().reports(), Request());
  const int64_t seen = first.Next().data_version();
  ReportServer second;
  Watch next(second.stub(), Request("", seen));
  hall().forum().Register(MODE_IN_PERSON);
  const auto answer = next.Next();
  EXPECT_EQ(answer.total().registered_count(), 2);
  EXPECT_GT(answer.data_version(), seen);
}

TEST_F(WatchSummaryTest, TellsManyAtOnce) {
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 100; ++i) {
    watches.push_back(std::make_unique<Watch>(hall().reports(), Request()));
    EXPECT_EQ(watches.back()->Next().total().registered_count(), 0);
  }
  hall().forum().Register(MODE_IN_PERSON);
  for (const auto& watch : watches) {
    EXPECT_EQ(watch->Next().total().registered_count(), 1);
  }
}

TEST_F(WatchSummaryTest, NeedsASessionThatExists) {
  EXPECT_EQ(ErrorOf(Request(hall().Session("gone"))), "SESSION_NOT_FOUND");
  auto request = Request();
  request.set_event("events/" + UniqueSlug());
  EXPECT_EQ(ErrorOf(request), "EVENT_NOT_FOUND");
  request.set_event("forum");
  request.set_after_version(-1);
  const grpc::Status status = Watch(hall().reports(), request).Finish();
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  EXPECT_EQ(FieldsOf(status),
            (std::vector<std::string>{"event", "after_version"}));
}

TEST_F(WatchSummaryTest, NeedsAToken) {
  grpc::ClientContext context;
  const auto reader = hall().reports().WatchSummary(&context, Request());
  v1::WatchSummaryResponse response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(reader->Finish()), "UNAUTHENTICATED_CALL");
}

TEST_F(WatchSummaryTest, EndsWhenItIsCancelled) {
  Watch watch(hall().reports(), Request());
  watch.Next();
  watch.Cancel();
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(WatchSummaryTest, EndsWhenTheServerDrains) {
  auto server = std::make_unique<ReportServer>();
  Watch watch(server->stub(), Request());
  watch.Next();
  server->server().Drain(absl::Minutes(4));
  EXPECT_EQ(watch.Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace rollcall::reporting
