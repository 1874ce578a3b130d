#include <map>
#include <set>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"

#include "common/base/uuid.h"
#include "tests/checkin/door_fixture.h"

namespace rollcall::checkin {
namespace {

using testing::NewContext;
using testing::ReasonOf;
using type::v1::MODE_IN_PERSON;

class StreamTest : public DoorFixture {
 protected:
  using Answers = std::map<std::string, v1::StreamCheckInsResponse>;

  // Sends `scans` through one stream and returns the answers by scan_id.
  static Answers Stream(Stub& stub,
                        const std::vector<v1::CheckInRequest>& scans) {
    const auto context = NewContext();
    const auto stream = stub.StreamCheckIns(context.get());
    std::thread writer([&] {
      v1::StreamCheckInsRequest request;
      for (const v1::CheckInRequest& scan : scans) {
        *request.mutable_check_in() = scan;
        if (!stream->Write(request)) break;
      }
      stream->WritesDone();
    });
    Answers answers;
    size_t count = 0;
    v1::StreamCheckInsResponse response;
    while (stream->Read(&response)) {
      answers[response.scan_id()] = response;
      ++count;
    }
    writer.join();
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    EXPECT_EQ(count, scans.size());
    return answers;
  }

  static std::string ErrorIn(const v1::StreamCheckInsResponse& response) {
    google::rpc::ErrorInfo info;
    for (const auto& detail : response.error().details()) {
      if (detail.UnpackTo(&info)) return info.reason();
    }
    return "";
  }
};

TEST_F(StreamTest, AnswersEachScanOnce) {
  std::vector<v1::CheckInRequest> scans;
  for (int i = 0; i < 20; ++i) {
    const std::string person = forum_.Register(MODE_IN_PERSON);
    scans.push_back(ScanOf(person));
    scans.push_back(ScanOf(person));
    scans.push_back(scans.back());
  }
  const Answers answers = Stream(door_.stub(), scans);
  int admitted = 0;
  for (const auto& [scan_id, answer] : answers) {
    EXPECT_EQ(answer.check_in().decision().scan_id(), scan_id);
    if (answer.check_in().decision().outcome() ==
        v1::Decision::OUTCOME_ADMITTED) {
      ++admitted;
    }
  }
  EXPECT_EQ(answers.size(), 40u);
  EXPECT_EQ(admitted, 20);
  EXPECT_EQ(InsideOf("venue"), 20);
}

TEST_F(StreamTest, FailsOneScanAndNoOther) {
  v1::CheckInRequest good = ScanOf(forum_.Register(MODE_IN_PERSON));
  v1::CheckInRequest nowhere = good;
  nowhere.set_scan_id(NewUuid());
  nowhere.set_session(forum_.Session("nowhere"));
  v1::CheckInRequest malformed = good;
  malformed.set_scan_id("x");
  v1::CheckInRequest reused = good;
  reused.set_gate("South");
  Answers answers = Stream(door_.stub(), {malformed, nowhere, good});
  EXPECT_EQ(ErrorIn(answers["x"]), "INVALID_FIELD");
  EXPECT_EQ(ErrorIn(answers[nowhere.scan_id()]), "SESSION_NOT_FOUND");
  EXPECT_TRUE(answers[good.scan_id()].has_check_in());
  answers = Stream(door_.stub(), {reused});
  EXPECT_EQ(ErrorIn(answers[reused.scan_id()]), "SCAN_ID_REUSED");
}

TEST_F(StreamTest, TakesMoreThanItKeepsWaiting) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  std::vector<v1::CheckInRequest> scans;
  for (int i = 0; i < 2000; ++i) scans.push_back(ScanOf(person));
  const Answers answers = Stream(door_.stub(), scans);
  int admitted = 0;
  for (const auto& [scan_id, answer] : answers) {
    EXPECT_TRUE(answer.has_check_in()) << ErrorIn(answer);
    admitted +=
        answer.check_in().decision().outcome() == v1::Decision::OUTCOME_ADMITTED
            ? 1
            : 0;
  }
  EXPECT_EQ(answers.size(), 2000u);
  EXPECT_EQ(admitted, 1);
}

TEST_F(StreamTest, OutlivesACallerWhoGoesAway) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  for (int round = 0; round < 10; ++round) {
    const auto context = NewContext();
    const auto stream = door_.stub().StreamCheckIns(context.get());
    v1::StreamCheckInsRequest request;
    for (int i = 0; i < 50; ++i) {
      *request.mutable_check_in() = ScanOf(person);
      if (!stream->Write(request)) break;
    }
    context->TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ALREADY_INSIDE");
}

TEST_F(StreamTest, EndsWhenTheServerDrains) {
  testing::Serving<v1::CheckInService, CheckInService> other;
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::StreamCheckInsRequest request;
  *request.mutable_check_in() = ScanOf(person);
  v1::StreamCheckInsResponse response;
  const auto busy_context = NewContext();
  const auto busy = other.stub().StreamCheckIns(busy_context.get());
  const auto idle_context = NewContext();
  const auto idle = other.stub().StreamCheckIns(idle_context.get());
  ASSERT_TRUE(busy->Write(request));
  ASSERT_TRUE(busy->Read(&response));
  // Written before the drain: answered, or left to another instance.
  for (int i = 0; i < 100; ++i) {
    *request.mutable_check_in() = ScanOf(person);
    if (!busy->Write(request)) break;
  }
  const absl::Time begin = absl::Now();
  other.server().Drain(absl::Minutes(4));
  EXPECT_LT(absl::Now() - begin, absl::Minutes(1));
  while (busy->Read(&response)) {
    EXPECT_TRUE(response.has_check_in()) << ErrorIn(response);
  }
  EXPECT_EQ(busy->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(idle->Read(&response));
  EXPECT_EQ(idle->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

// A door that waits for nobody.
class ImpatientDoor : public testing::Instance {
 public:
  ImpatientDoor() {
    std::vector<rpc::HostedService> services;
    services.push_back(
        rpc::Host<v1::CheckInService>(std::make_unique<CheckInService>(
            pool(), guard(), LaneOptions(), WatchHubOptions(),
            absl::Milliseconds(20))));
    Start(std::move(services));
  }
};

TEST_F(StreamTest, EndsWhenNothingComes) {
  const ImpatientDoor door;
  const auto stub = v1::CheckInService::NewStub(door.NewChannel());
  const auto scan_context = NewContext();
  const auto scans = stub->StreamCheckIns(scan_context.get());
  v1::StreamCheckInsResponse scan;
  EXPECT_FALSE(scans->Read(&scan));
  EXPECT_EQ(scans->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  const auto upload_context = NewContext();
  const auto uploads = stub->UploadScans(upload_context.get());
  v1::UploadScansResponse upload;
  EXPECT_FALSE(uploads->Read(&upload));
  EXPECT_EQ(uploads->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

// Not that it has come to its end.
TEST_F(StreamTest, SaysThatAMessageCannotBeRead) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::StreamCheckInsRequest request;
  *request.mutable_check_in() = ScanOf(person);
  v1::StreamCheckInsRequest unreadable = request;
  unreadable.mutable_check_in()->set_gate("\xFC");
  const auto context = NewContext();
  const auto stream = door_.stub().StreamCheckIns(context.get());
  EXPECT_TRUE(stream->Write(request));
  EXPECT_TRUE(stream->Write(unreadable));
  v1::StreamCheckInsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.has_check_in()) << ErrorIn(response);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(ReasonOf(stream->Finish()), "INVALID_FIELD");

  v1::UploadScansRequest upload;
  *upload.add_scans() = Offline(ScanOf(person));
  upload.set_device(upload.scans(0).check_in().device());
  const auto upload_context = NewContext();
  const auto uploads = door_.stub().UploadScans(upload_context.get());
  EXPECT_TRUE(uploads->Write(upload));
  *upload.mutable_scans(0)->mutable_check_in() = unreadable.check_in();
  EXPECT_TRUE(uploads->Write(upload));
  v1::UploadScansResponse results;
  ASSERT_TRUE(uploads->Read(&results));
  EXPECT_TRUE(results.results(0).has_decision());
  EXPECT_FALSE(uploads->Read(&results));
  EXPECT_EQ(ReasonOf(uploads->Finish()), "INVALID_FIELD");
}

TEST_F(StreamTest, TakesNoCallWithoutAToken) {
  const auto context = NewContext("wrong");
  const auto stream = door_.stub().StreamCheckIns(context.get());
  EXPECT_EQ(ReasonOf(stream->Finish()), "UNAUTHENTICATED_CALL");
}

}  // namespace
}  // namespace rollcall::checkin
