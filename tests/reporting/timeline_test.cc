#include "services/reporting/timeline.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using attendance::Series;
using rollcall::testing::Call;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

constexpr absl::Duration kMinute = absl::Minutes(1);

absl::Time Minute(int minute) {
  return absl::FromUnixSeconds(1662174000) + minute * kMinute;
}

// By looking at every minute of every bucket, from curves that are made up at
// random.
TEST(BuildTimelineTest, IsWhatEveryMinuteSays) {
  std::mt19937_64 random(20220903);
  for (int round = 0; round < 200; ++round) {
    Minutes minutes;
    std::vector<std::pair<int, int>> stays;
    const int open_end = 60 + static_cast<int>(random() % 60);
    for (size_t i = random() % 12; i > 0; --i) {
      const int start = static_cast<int>(random() % 100);
      attendance::Minute& first = minutes[Series::kAny][Minute(start)];
      ++first.arrivals;
      if (random() % 3 == 0) {
        ++first.open;
        stays.emplace_back(start, std::max(open_end, start + 1));
      } else {
        const int end = start + static_cast<int>(random() % 50);
        ++first.starts;
        ++minutes[Series::kAny][Minute(end)].ends;
        stays.emplace_back(start, end);
      }
    }
    const int start = static_cast<int>(random() % 50);
    const int end = start + 1 + static_cast<int>(random() % 90);
    const int step = 1 + static_cast<int>(random() % 20);
    const auto buckets =
        BuildTimeline(minutes, Minute(open_end),
                      {Minute(start), Minute(end), step * kMinute});
    ASSERT_EQ(buckets.size(),
              static_cast<size_t>((end - start + step - 1) / step));
    for (size_t i = 0; i < buckets.size(); ++i) {
      const int from = start + static_cast<int>(i) * step;
      const int until = std::min(end, from + step);
      ASSERT_EQ(buckets[i].start, Minute(from));
      Attendees expected;
      for (int minute = from; minute < until; ++minute) {
        expected.present =
            std::count_if(stays.begin(), stays.end(), [&](const auto& stay) {
              return stay.first <= minute && minute < stay.second;
            });
        expected.peak = std::max(expected.peak, expected.present);
        expected.arrivals += std::count_if(
            stays.begin(), stays.end(),
            [&](const auto& stay) { return stay.first == minute; });
      }
      const Attendees& found = buckets[i].series.at(Series::kAny);
      ASSERT_EQ(found.arrivals, expected.arrivals);
      ASSERT_EQ(found.present, expected.present);
      ASSERT_EQ(found.peak, expected.peak);
    }
    const Peak peak = FindPeaks(minutes, Minute(open_end)).at(Series::kAny);
    int64_t highest = 0;
    for (int minute = 0; minute < 200; ++minute) {
      const auto present =
          std::count_if(stays.begin(), stays.end(), [&](const auto& stay) {
            return stay.first <= minute && minute < stay.second;
          });
      if (present > highest) {
        highest = present;
        EXPECT_LE(Minute(minute), peak.time);
        if (highest == peak.count) {
          EXPECT_EQ(peak.time, Minute(minute));
        }
      }
    }
    EXPECT_EQ(peak.count, highest);
  }
}

class GetTimelineTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }
  std::string Panel() { return hall_.Session("panel"); }
  // An instant so many minutes after the panel has begun.
  absl::Time At(int minutes) {
    return hall_.At(absl::Hours(2) + minutes * kMinute);
  }

  v1::GetTimelineRequest Request(int from, int until, int bucket) {
    v1::GetTimelineRequest request;
    request.set_event(hall_.forum().name());
    request.set_session(Panel());
    RenderTime(At(from), *request.mutable_start_time());
    RenderTime(At(until), *request.mutable_end_time());
    request.mutable_bucket_duration()->set_seconds(bucket * 60);
    return request;
  }
  grpc::Status StatusOf(const v1::GetTimelineRequest& request) {
    v1::GetTimelineResponse response;
    return Call(hall_.reports(), &v1::ReportingService::Stub::GetTimeline,
                request, &response);
  }

  // Arrivals, present and peak of each bucket.
  static std::vector<std::string> Numbers(
      const v1::GetTimelineResponse& timeline,
      const v1::GetTimelineResponse::Presence& (
          v1::GetTimelineResponse::Bucket::*series)() const) {
    std::vector<std::string> numbers;
    for (const auto& bucket : timeline.buckets()) {
      const auto& presence = (bucket.*series)();
      numbers.push_back(std::to_string(presence.arrival_count()) + "/" +
                        std::to_string(presence.present_count()) + "/" +
                        std::to_string(presence.peak_count()));
    }
    return numbers;
  }

 private:
  Hall hall_;
};

using Bucket = v1::GetTimelineResponse::Bucket;

TEST_F(GetTimelineTest, ShowsWhoComesAndGoes) {
  const std::string ada = hall().forum().Register(MODE_IN_PERSON);
  const std::string grace = hall().forum().Register(MODE_IN_PERSON);
  const std::string alan = hall().forum().Register(MODE_ONLINE);
  hall().Enter(Panel(), ada, At(1));
  hall().Exit(Panel(), ada, At(12));
  hall().Enter(Panel(), ada, At(25));
  hall().Enter(Panel(), grace, At(11));
  hall().Watch(Panel(), alan, At(5), At(25));
  const auto timeline = hall().Timeline(Request(0, 30, 10));
  EXPECT_THAT(Numbers(timeline, &Bucket::in_person),
              ElementsAre("1/1/1", "1/1/2", "0/2/2"));
  EXPECT_THAT(Numbers(timeline, &Bucket::online),
              ElementsAre("1/1/1", "0/1/1", "0/0/1"));
  EXPECT_THAT(Numbers(timeline, &Bucket::any),
              ElementsAre("2/2/2", "1/2/3", "0/2/2"));
  EXPECT_EQ(timeline.buckets(1).start_time().seconds(),
            absl::ToUnixSeconds(At(10)));
  EXPECT_EQ(timeline.peaks().any().count(), 3);
  EXPECT_EQ(timeline.peaks().any().time().seconds(),
            absl::ToUnixSeconds(At(11)));
  EXPECT_GT(timeline.data_version(), 0);
}

// In the room with a telephone that shows the stream.
TEST_F(GetTimelineTest, CountsAPersonWhoIsThereBothWaysOnce) {
  const std::string ada = hall().forum().Register(MODE_IN_PERSON);
  hall().Enter(Panel(), ada, At(5));
  hall().Watch(Panel(), ada, At(2), At(8));
  hall().Watch(Panel(), ada, At(3), At(9));
  const auto timeline = hall().Timeline(Request(0, 10, 10));
  EXPECT_THAT(Numbers(timeline, &Bucket::any), ElementsAre("1/1/1"));
  EXPECT_THAT(Numbers(timeline, &Bucket::in_person), ElementsAre("1/1/1"));
  EXPECT_THAT(Numbers(timeline, &Bucket::online), ElementsAre("1/0/1"));
}

TEST_F(GetTimelineTest, EndsAStayWithoutExitWithTheSession) {
  hall().Enter(Panel(), hall().forum().Register(MODE_IN_PERSON), At(0));
  // The panel lasts two hours.
  const auto timeline = hall().Timeline(Request(110, 130, 10));
  EXPECT_THAT(Numbers(timeline, &Bucket::in_person),
              ElementsAre("0/1/1", "0/0/0"));
}

TEST_F(GetTimelineTest, ShowsConnectionsThatLast) {
  const absl::Time start = absl::FromUnixSeconds(
      absl::ToUnixSeconds(absl::Now()) / 60 * 60 - 30 * 60);
  registration::v1::Event event;
  RenderTime(start, *event.mutable_start_time());
  RenderTime(start + absl::Hours(9), *event.mutable_end_time());
  hall().Change(event, {"start_time", "end_time"});
  hall().Move(Panel(), start, start + absl::Hours(2));
  hall().Join(Panel(), hall().forum().Register(MODE_ONLINE),
              start + 5 * kMinute);
  v1::GetTimelineRequest request = Request(0, 1, 10);
  RenderTime(start, *request.mutable_start_time());
  RenderTime(start + 20 * kMinute, *request.mutable_end_time());
  EXPECT_THAT(Numbers(hall().Timeline(request), &Bucket::online),
              ElementsAre("0/1/1", "0/1/1"));
  // What is to come is not known.
  RenderTime(start + absl::Hours(2), *request.mutable_end_time());
  EXPECT_LE(hall().Timeline(request).buckets_size(), 4);
}

TEST_F(GetTimelineTest, CoversAllThatHappenedUnlessToldOtherwise) {
  const std::string ada = hall().forum().Register(MODE_IN_PERSON);
  hall().Enter(Panel(), ada, At(-20));
  hall().Exit(Panel(), ada, At(150));
  v1::GetTimelineRequest request;
  request.set_event(hall().forum().name());
  request.set_session(Panel());
  const auto timeline = hall().Timeline(request);
  EXPECT_EQ(timeline.buckets(0).start_time().seconds(),
            absl::ToUnixSeconds(At(-20)));
  // To the minute in which she left, in quarters of an hour.
  EXPECT_EQ(timeline.buckets_size(), 12);
  const auto numbers = Numbers(timeline, &Bucket::in_person);
  EXPECT_EQ(numbers.front(), "1/1/1");
  EXPECT_EQ(numbers.back(), "0/0/1");
}

TEST_F(GetTimelineTest, ShowsTheEventAsAWhole) {
  const std::string ada = hall().forum().Register(MODE_IN_PERSON);
  hall().Enter(hall().Session("venue"), ada, At(0));
  hall().Enter(Panel(), ada, At(5));
  auto request = Request(0, 10, 10);
  request.clear_session();
  EXPECT_THAT(Numbers(hall().Timeline(request), &Bucket::in_person),
              ElementsAre("1/1/1"));
}

TEST_F(GetTimelineTest, IsEmptyBeforeAnybodyComes) {
  const auto timeline = hall().Timeline(Request(0, 20, 10));
  EXPECT_THAT(Numbers(timeline, &Bucket::any), ElementsAre("0/0/0", "0/0/0"));
  EXPECT_EQ(timeline.peaks().any().count(), 0);
  EXPECT_FALSE(timeline.peaks().any().has_time());
}

TEST_F(GetTimelineTest, RefusesBadFields) {
  const auto fields = [this](const v1::GetTimelineRequest& request) {
    const grpc::Status status = StatusOf(request);
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
    return FieldsOf(status);
  };
  EXPECT_THAT(fields(Request(10, 10, 1)), ElementsAre("end_time"));
  EXPECT_THAT(fields(Request(0, 10, 0)), ElementsAre("bucket_duration"));
  EXPECT_THAT(fields(Request(0, 10001, 1)), ElementsAre("bucket_duration"));
  EXPECT_THAT(fields(Request(0, 10, 366 * 24 * 60 + 1)),
              ElementsAre("bucket_duration"));
  auto request = Request(0, 10, 1);
  request.mutable_start_time()->set_nanos(1000);
  request.mutable_bucket_duration()->set_nanos(1);
  EXPECT_THAT(fields(request), ElementsAre("start_time", "bucket_duration"));
  request.set_event("forum");
  EXPECT_THAT(fields(request),
              ElementsAre("event", "start_time", "bucket_duration"));
  auto gone = Request(0, 10, 1);
  gone.set_session(hall().Session("gone"));
  EXPECT_EQ(ReasonOf(StatusOf(gone)), "SESSION_NOT_FOUND");
}

class GetSessionReportTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  // A session of an hour, so many hours after the start of the event.
  std::string AddSession(const std::string& id, int hour) {
    registration::v1::CreateSessionRequest request;
    request.set_event(hall_.forum().name());
    request.set_session_id(id);
    auto& session = *request.mutable_session();
    session.set_title("The " + id);
    session.set_kind(registration::v1::Session::KIND_PANEL);
    RenderTime(hall_.At(absl::Hours(hour)), *session.mutable_start_time());
    RenderTime(hall_.At(absl::Hours(hour + 1)), *session.mutable_end_time());
    registration::v1::CreateSessionResponse created;
    const grpc::Status status =
        Call(hall_.registrations(),
             &registration::v1::RegistrationService::Stub::CreateSession,
             request, &created);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
    return hall_.Session(id);
  }

 private:
  Hall hall_;
};

TEST_F(GetSessionReportTest, TellsWhoStayedForLaterSessions) {
  const std::string panel = hall().Session("panel");
  const std::string last = AddSession("workshop", 6);
  const std::string next = AddSession("launch", 4);
  const std::string ada = hall().forum().Register(MODE_IN_PERSON);
  const std::string alan = hall().forum().Register(MODE_ONLINE);
  hall().forum().Register(MODE_ONLINE);
  hall().Enter(panel, ada, hall().At(absl::Hours(2)));
  hall().Watch(panel, alan, hall().At(absl::Hours(2)),
               hall().At(absl::Hours(3)));
  hall().Watch(next, alan, hall().At(absl::Hours(4)),
               hall().At(absl::Hours(5)));
  hall().Enter(last, ada, hall().At(absl::Hours(6)));
  hall().Watch(last, alan, hall().At(absl::Hours(6)),
               hall().At(absl::Hours(7)));

  const auto report = hall().SessionReport(panel);
  EXPECT_EQ(report.session(), panel);
  EXPECT_EQ(report.total().attended_count(), 2);
  EXPECT_EQ(report.total().in_person_only_count(), 1);
  EXPECT_EQ(report.total().online_only_count(), 1);
  EXPECT_EQ(report.total().no_show_count(), 1);
  EXPECT_EQ(report.total().online_duration().seconds(), 3600);
  EXPECT_EQ(report.peaks().any().count(), 2);
  ASSERT_EQ(report.retentions_size(), 2);
  EXPECT_EQ(report.retentions(0).session(), next);
  EXPECT_EQ(report.retentions(0).title(), "The launch");
  EXPECT_EQ(report.retentions(0).retained_count(), 1);
  EXPECT_EQ(report.retentions(1).session(), last);
  EXPECT_EQ(report.retentions(1).retained_count(), 2);
  EXPECT_EQ(hall().SessionReport(last).retentions_size(), 0);
}

TEST_F(GetSessionReportTest, SaysWhenThereIsNoSession) {
  const auto reason = [this](const std::string& session) {
    v1::GetSessionReportRequest request;
    v1::GetSessionReportResponse response;
    request.set_session(session);
    return ReasonOf(Call(hall().reports(),
                         &v1::ReportingService::Stub::GetSessionReport, request,
                         &response));
  };
  EXPECT_EQ(reason("panel"), "INVALID_FIELD");
  EXPECT_EQ(reason(hall().Session("gone")), "SESSION_NOT_FOUND");
  EXPECT_EQ(reason("events/" + UniqueSlug() + "/sessions/panel"),
            "EVENT_NOT_FOUND");
}

}  // namespace
}  // namespace rollcall::reporting
