#include <atomic>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "tests/fault/recount.h"
#include "tests/fault/run.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

namespace rollcall {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInService;
using checkin::v1::Decision;
using testing::ChannelTo;
using testing::Forum;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Postgres;
using testing::ServiceProcess;

constexpr int kPeople = 10000;
constexpr int kPeopleInMessage = 1000;
constexpr int kDevices = 8;
constexpr int kStreams = 8;

// How many scans are sent: as the environment says, else what there is time
// for.
int Scans() {
  const char* scans = std::getenv("ROLLCALL_CONTENTION_SCANS");
  if (scans != nullptr) return std::atoi(scans);
  return testing::HasMachineToItself() ? 200000 : 50000;
}

// An environment variable of the services that are started meanwhile.
class ServiceVariable {
 public:
  ServiceVariable(const char* name, const char* value) : name_(name) {
    setenv(name, value, 1);
  }
  ~ServiceVariable() { unsetenv(name_); }

 private:
  const char* const name_;
};

class ContentionTest : public ::testing::Test {
 protected:
  ContentionTest() {
    const auto context = testing::NewContext();
    registration::v1::ImportRegistrationsResponse response;
    const auto writer =
        forum_.stub().ImportRegistrations(context.get(), &response);
    for (int i = 0; i < kPeople; i += kPeopleInMessage) {
      writer->Write(PeopleFrom(i));
    }
    writer->WritesDone();
    EXPECT_TRUE(writer->Finish().ok());
    people_ = absl::StrSplit(
        testing::LinesOf(postgres_.url(),
                         "SELECT 'events/' || event_id || '/registrations/' "
                         "|| registration_id FROM rollcall.registration"),
        '\n', absl::SkipEmpty());
  }

  registration::v1::ImportRegistrationsRequest PeopleFrom(int first) const {
    registration::v1::ImportRegistrationsRequest message;
    message.set_event(forum_.name());
    message.set_request_id(NewUuid());
    for (int i = first; i < first + kPeopleInMessage; ++i) {
      auto* row = message.add_rows();
      row->set_line(i + 2);
      row->mutable_registration()->set_mode(type::v1::MODE_IN_PERSON);
      auto* person = row->mutable_registration()->mutable_person();
      person->set_display_name("A person");
      person->set_email(absl::StrCat("person", i, "@example.org"));
    }
    message.set_complete(first + kPeopleInMessage == kPeople);
    return message;
  }

  CheckInRequest RandomScan(std::mt19937_64& random) const {
    CheckInRequest scan;
    scan.set_session(forum_.Session(random() % 3 == 0 ? "panel" : "venue"));
    scan.set_registration(people_[random() % people_.size()]);
    scan.set_device(forum_.Device(static_cast<int>(random() % kDevices)));
    scan.set_direction(random() % 2 == 0 ? Decision::DIRECTION_ENTRY
                                         : Decision::DIRECTION_EXIT);
    scan.set_scan_id(NewUuid());
    return scan;
  }

  // Sends `scans` through `stub`, many of them twice and out of order, and
  // returns how many answers came.
  static int Stream(CheckInService::Stub& stub,
                    const std::vector<CheckInRequest>& scans) {
    const auto context = testing::NewContext();
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(10)));
    const auto stream = stub.StreamCheckIns(context.get());
    std::thread writer([&] {
      checkin::v1::StreamCheckInsRequest request;
      for (const CheckInRequest& scan : scans) {
        *request.mutable_check_in() = scan;
        if (!stream->Write(request)) break;
      }
      stream->WritesDone();
    });
    int answers = 0;
    checkin::v1::StreamCheckInsResponse response;
    while (stream->Read(&response)) {
      EXPECT_TRUE(response.has_check_in())
          << response.error().ShortDebugString();
      ++answers;
    }
    writer.join();
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok())
        << status.error_code() << " " << status.error_message();
    return answers;
  }

  const ServiceVariable lanes_{"ROLLCALL_LANES", "16"};
  const Postgres postgres_;
  const ServiceProcess registration_{"registration", postgres_.url()};
  const ServiceProcess first_{"checkin", postgres_.url()};
  const ServiceProcess second_{"checkin", postgres_.url()};
  Forum forum_{ChannelTo(registration_.address())};
  std::vector<std::string> people_;
};

TEST_F(ContentionTest, CountsEverythingOnceAndNeverDeadlocks) {
  // Everything is sent twice, mostly to both instances at about the same time.
  const int sent = Scans();
  std::vector<std::vector<CheckInRequest>> scans(kStreams);
  std::mt19937_64 random(20220903);
  for (int i = 0; i < sent / 2; ++i) {
    const CheckInRequest scan = RandomScan(random);
    const size_t stream = random() % kStreams;
    scans[stream].push_back(scan);
    scans[(stream + 1 + random() % (kStreams - 1)) % kStreams].push_back(scan);
  }
  std::atomic<int> answers = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kStreams; ++i) {
    threads.emplace_back([&, i] {
      const auto stub = CheckInService::NewStub(
          ChannelTo((i % 2 == 0 ? first_ : second_).address()));
      answers += Stream(*stub, scans[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answers, sent);
  EXPECT_EQ(testing::LinesOf(postgres_.url(),
                             "SELECT count(*) FROM rollcall.decision"),
            std::to_string(sent / 2) + "\n");
  testing::ExpectRecount(postgres_.url());
  EXPECT_THAT(postgres_.Log(), Not(HasSubstr("deadlock")));
  EXPECT_THAT(postgres_.Log(), Not(HasSubstr("ERROR")));
}

}  // namespace
}  // namespace rollcall
