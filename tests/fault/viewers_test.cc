#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "tests/fault/recount.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

namespace rollcall {
namespace {

using checkin::v1::PresenceEvent;
using checkin::v1::PresenceService;
using checkin::v1::ReportPresenceResponse;
using checkin::v1::StreamPresenceRequest;
using checkin::v1::StreamPresenceResponse;
using testing::ChannelTo;
using testing::Forum;
using testing::Postgres;
using testing::ServiceProcess;

constexpr int kStreams = 4;
constexpr int kEventsOfMessage = 1000;
// Of the panel, which begins two hours after the event.
constexpr int kPanelStart = 7200;
constexpr int kJoinSeconds = 120;
constexpr int kHeartbeatSeconds = 60;

// How many watch: 1,000, or as the environment says.
int Viewers() {
  const char* viewers = std::getenv("ROLLCALL_VIEWERS");
  return viewers == nullptr ? 1000 : std::atoi(viewers);
}

// One viewer, in seconds after the panel's start.
struct Viewer {
  int join = 0;
  int last_heartbeat = 0;
  // Nothing is heard of the others' ends.
  bool leaves = false;

  int End() const {
    return leaves ? last_heartbeat + 20 : last_heartbeat + 120;
  }
};

class ViewersTest : public ::testing::Test {
 protected:
  ViewersTest() {
    Register();
    std::mt19937_64 random(20220903);
    for (int i = 0; i < Viewers(); ++i) {
      Viewer viewer;
      viewer.join = static_cast<int>(random() % kJoinSeconds);
      const int beats =
          random() % 4 == 0 ? 1 + static_cast<int>(random() % 59) : 60;
      viewer.last_heartbeat = viewer.join + beats * kHeartbeatSeconds;
      viewer.leaves = random() % 3 != 0;
      viewers_.push_back(viewer);
    }
  }

  void Register() {
    const auto context = testing::NewContext();
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::minutes(10));
    registration::v1::ImportRegistrationsResponse response;
    const auto writer =
        forum_.stub().ImportRegistrations(context.get(), &response);
    constexpr int kRows = 1000;
    for (int i = 0; i < Viewers(); i += kRows) {
      registration::v1::ImportRegistrationsRequest message;
      message.set_event(forum_.name());
      message.set_request_id(NewUuid());
      const int end = std::min(i + kRows, Viewers());
      for (int row = i; row < end; ++row) {
        auto* added = message.add_rows();
        added->set_line(row + 2);
        added->mutable_registration()->set_mode(type::v1::MODE_ONLINE);
        auto* person = added->mutable_registration()->mutable_person();
        person->set_display_name("A viewer");
        person->set_email(EmailOf(row));
      }
      message.set_complete(end == Viewers());
      writer->Write(message);
    }
    writer->WritesDone();
    ASSERT_TRUE(writer->Finish().ok());
  }

  static std::string EmailOf(int viewer) {
    return absl::StrCat("viewer", viewer, "@example.org");
  }

  PresenceEvent EventOf(PresenceEvent::Kind kind, int viewer, int second) {
    PresenceEvent event;
    event.set_kind(kind);
    event.set_session(forum_.Session("panel"));
    event.set_instance_id("broadcast");
    event.set_connection_id(absl::StrCat("c", viewer));
    event.mutable_event_time()->set_seconds(forum_.start_seconds() +
                                            kPanelStart + second);
    if (kind == PresenceEvent::KIND_JOIN) {
      event.mutable_participant()->set_email(EmailOf(viewer));
    }
    return event;
  }

  // What the platform sends of every kStreams-th viewer, by time.
  std::vector<PresenceEvent> EventsOf(int stream) {
    std::vector<PresenceEvent> events;
    for (int i = stream; i < Viewers(); i += kStreams) {
      const Viewer& viewer = viewers_[i];
      events.push_back(EventOf(PresenceEvent::KIND_JOIN, i, viewer.join));
      for (int t = viewer.join + kHeartbeatSeconds; t <= viewer.last_heartbeat;
           t += kHeartbeatSeconds) {
        events.push_back(EventOf(PresenceEvent::KIND_HEARTBEAT, i, t));
      }
      if (viewer.leaves) {
        events.push_back(EventOf(PresenceEvent::KIND_LEAVE, i, viewer.End()));
      }
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const PresenceEvent& a, const PresenceEvent& b) {
                       return a.event_time().seconds() <
                              b.event_time().seconds();
                     });
    return events;
  }

  std::vector<StreamPresenceRequest> MessagesOf(
      const std::vector<PresenceEvent>& events) {
    std::vector<StreamPresenceRequest> messages;
    for (size_t i = 0; i < events.size(); ++i) {
      if (i % kEventsOfMessage == 0) {
        messages.emplace_back().set_event(forum_.name());
        messages.back().set_source("platform");
      }
      *messages.back().add_presence_events() = events[i];
    }
    return messages;
  }

  // Sends `messages` on one stream, adds how many events were recorded, and
  // leaves those messages that are to be sent again: a service that is behind
  // has recorded nothing of them, or the connection came of age before they
  // were answered. Only what is `repeated` may have been recorded before.
  void Send(std::vector<StreamPresenceRequest>& messages, bool repeated,
            size_t& recorded) {
    const auto context = testing::NewContext();
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::minutes(60));
    const auto stub = PresenceService::NewStub(ChannelTo(checkin_.address()));
    const auto call = stub->StreamPresence(context.get());
    std::thread writer([&] {
      for (size_t i = 0; i < messages.size(); ++i) {
        messages[i].set_message_number(static_cast<int64_t>(i));
        if (!call->Write(messages[i])) break;
      }
      call->WritesDone();
    });
    std::set<int64_t> answered;
    StreamPresenceResponse answer;
    while (call->Read(&answer)) {
      if (answer.has_error()) {
        EXPECT_EQ(answer.error().code(), grpc::StatusCode::DEADLINE_EXCEEDED)
            << answer.error().ShortDebugString();
        continue;
      }
      answered.insert(answer.message_number());
      for (const auto& result : answer.results()) {
        using Result = ReportPresenceResponse::Result;
        recorded += result.outcome() == Result::OUTCOME_RECORDED ||
                    (repeated && result.outcome() == Result::OUTCOME_DUPLICATE);
      }
    }
    writer.join();
    const grpc::Status status = call->Finish();
    EXPECT_TRUE(status.ok() ||
                status.error_code() == grpc::StatusCode::UNAVAILABLE)
        << status.error_code() << status.error_message();
    EXPECT_FALSE(answered.empty()) << "nothing gets through";
    std::vector<StreamPresenceRequest> again;
    for (size_t i = 0; i < messages.size(); ++i) {
      if (answered.count(static_cast<int64_t>(i)) == 0) {
        again.push_back(std::move(messages[i]));
      }
    }
    messages = std::move(again);
  }

  // Sends it all, as often as a platform has to, and expects every event to be
  // recorded.
  void Stream(int stream) {
    const std::vector<PresenceEvent> events = EventsOf(stream);
    std::vector<StreamPresenceRequest> messages = MessagesOf(events);
    size_t recorded = 0;
    Send(messages, false, recorded);
    while (!messages.empty() && !HasFailure()) Send(messages, true, recorded);
    EXPECT_EQ(recorded, events.size());
  }

  // The most who were there at once, by the model.
  int Peak() const {
    std::map<int, int> changes;
    for (const Viewer& viewer : viewers_) {
      ++changes[viewer.join];
      --changes[viewer.End()];
    }
    int now = 0;
    int peak = 0;
    for (const auto& [second, change] : changes) {
      now += change;
      peak = std::max(peak, now);
    }
    return peak;
  }

  const Postgres postgres_;
  const ServiceProcess registration_{"registration", postgres_.url()};
  const ServiceProcess checkin_{"checkin", postgres_.url()};
  Forum forum_{ChannelTo(registration_.address())};
  std::vector<Viewer> viewers_;
};

TEST_F(ViewersTest, LosesNobodyAndCountsThePeakExactly) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kStreams; ++i) {
    threads.emplace_back([this, i] { Stream(i); });
  }
  for (std::thread& thread : threads) thread.join();
  int64_t seconds = 0;
  for (const Viewer& viewer : viewers_) seconds += viewer.End() - viewer.join;
  EXPECT_EQ(
      testing::LinesOf(
          postgres_.url(),
          "SELECT concat_ws('|', count(*), sum(extract(epoch FROM end_time - "
          "start_time))::bigint) FROM rollcall.presence_interval "
          "WHERE mode = 'ONLINE'"),
      absl::StrCat(Viewers(), "|", seconds, "\n"));
  EXPECT_EQ(
      testing::LinesOf(
          postgres_.url(),
          "SELECT max(there) FROM (SELECT sum(change) OVER (ORDER BY time) AS "
          "there FROM (SELECT time, sum(change) AS change FROM (SELECT "
          "start_time AS time, 1 AS change FROM rollcall.presence_interval "
          "UNION ALL SELECT end_time, -1 FROM rollcall.presence_interval) AS c "
          "GROUP BY time) AS s) AS t"),
      absl::StrCat(Peak(), "\n"));
  EXPECT_EQ(testing::LinesOf(postgres_.url(),
                             "SELECT sum(person_count) FROM "
                             "rollcall.attendance_rollup WHERE bucket = "
                             "'ONLINE_ONLY' AND session_id = 'panel' AND day = "
                             "'-infinity'"),
            absl::StrCat(std::count_if(viewers_.begin(), viewers_.end(),
                                       [](const Viewer& viewer) {
                                         return viewer.End() - viewer.join >=
                                                60;
                                       }),
                         "\n"));
}

}  // namespace
}  // namespace rollcall
