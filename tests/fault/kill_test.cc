#include <atomic>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "tests/fault/recount.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

// What is acknowledged stays, and nothing else appears, whatever is killed.
namespace rollcall {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInResponse;
using checkin::v1::CheckInService;
using checkin::v1::Decision;
using testing::ChannelTo;
using testing::ExpectRecount;
using testing::Forum;
using testing::LinesOf;
using testing::Postgres;
using testing::ServiceProcess;

constexpr int kPeople = 40;
constexpr int kClients = 12;
constexpr int kInstances = 2;

// How often something is killed: 20 times, or as the environment says.
int Cycles() {
  const char* cycles = std::getenv("ROLLCALL_KILL_CYCLES");
  return cycles == nullptr ? 20 : std::atoi(cycles);
}

// An instance of the check-in service that may be killed and started again.
class Door {
 public:
  explicit Door(const std::string& url) : url_(url) { Start(); }

  std::shared_ptr<CheckInService::Stub> stub() const {
    const absl::MutexLock lock(&mutex_);
    return stub_;
  }

  void Kill() { process_->Kill(); }

  void Start() {
    process_ = std::make_unique<ServiceProcess>("checkin", url_);
    const absl::MutexLock lock(&mutex_);
    stub_ = CheckInService::NewStub(ChannelTo(process_->address()));
  }

 private:
  const std::string url_;
  std::unique_ptr<ServiceProcess> process_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<CheckInService::Stub> stub_ ABSL_GUARDED_BY(mutex_);
};

// What the clients meant to do and what they were told.
class Diary {
 public:
  void Intend(const CheckInRequest& scan) {
    const absl::MutexLock lock(&mutex_);
    intended_.insert(scan.scan_id());
  }

  // Notes the first answer to a scan; every other one has to equal it.
  void Acknowledge(const CheckInRequest& scan, const Decision& decision) {
    const absl::MutexLock lock(&mutex_);
    const auto [first, is_new] =
        acknowledged_.emplace(scan.scan_id(), decision);
    if (!is_new) {
      EXPECT_EQ(first->second.SerializeAsString(),
                decision.SerializeAsString());
    }
  }

  // Waits for `count` more answers.
  void Await(size_t count) const {
    const absl::MutexLock lock(&mutex_);
    const size_t goal = acknowledged_.size() + count;
    const auto reached = [this, goal]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return acknowledged_.size() >= goal;
    };
    mutex_.Await(absl::Condition(&reached));
  }

  std::map<std::string, Decision> acknowledged() const {
    const absl::MutexLock lock(&mutex_);
    return acknowledged_;
  }
  std::set<std::string> intended() const {
    const absl::MutexLock lock(&mutex_);
    return intended_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::set<std::string> intended_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Decision> acknowledged_ ABSL_GUARDED_BY(mutex_);
};

class KillTest : public ::testing::Test {
 protected:
  KillTest() {
    for (int i = 0; i < kPeople; ++i) {
      people_.push_back(forum_.Register(type::v1::MODE_IN_PERSON));
    }
    for (int i = 0; i < kInstances; ++i) {
      doors_.push_back(std::make_unique<Door>(postgres_.url()));
    }
  }

  // Scans random people until told to stop. A scan that fails is made again,
  // with the same id, until there is an answer; some are made once more.
  void Client(int number, const std::atomic<bool>& stop) {
    std::mt19937_64 random(number);
    while (!stop) {
      const CheckInRequest scan = RandomScan(number, random);
      diary_.Intend(scan);
      Ask(scan, random);
      if (random() % 4 == 0) Ask(scan, random);
    }
  }

  // Kills one thing at a random moment and starts it again.
  void KillSomething(std::mt19937_64& random) {
    diary_.Await(1 + random() % 100);
    const size_t victim = random() % 4;
    if (victim < kInstances) {
      doors_[victim]->Kill();
      doors_[victim]->Start();
    } else if (victim == kInstances) {
      postgres_.Kill();
      postgres_.Restart();
    } else {
      // Both at once.
      postgres_.Kill();
      doors_[0]->Kill();
      postgres_.Restart();
      doors_[0]->Start();
    }
  }

  // What the ledger has and nobody asked for, and the other way round.
  void CompareLedger() {
    const auto acknowledged = diary_.acknowledged();
    const auto intended = diary_.intended();
    std::map<std::string, std::string> stored;
    for (const absl::string_view line : absl::StrSplit(
             LinesOf(postgres_.url(),
                     "SELECT scan_id || ' ' || outcome FROM rollcall.decision"),
             '\n', absl::SkipEmpty())) {
      const std::vector<std::string> parts = absl::StrSplit(line, ' ');
      EXPECT_TRUE(stored.emplace(parts[0], parts[1]).second) << "twice";
      EXPECT_EQ(intended.count(parts[0]), 1u) << "a phantom";
    }
    size_t lost = 0;
    for (const auto& [scan_id, decision] : acknowledged) {
      const auto found = stored.find(scan_id);
      if (found == stored.end()) {
        ++lost;
      } else {
        EXPECT_EQ("OUTCOME_" + found->second,
                  Decision::Outcome_Name(decision.outcome()));
      }
    }
    EXPECT_EQ(lost, 0u);
  }

  // Every answer again, from the instance that gives it now.
  void AskForEverythingAgain() {
    const auto stub = doors_[0]->stub();
    for (const auto& [scan_id, decision] : diary_.acknowledged()) {
      checkin::v1::GetDecisionRequest request;
      checkin::v1::GetDecisionResponse response;
      request.set_device(decision.device());
      request.set_scan_id(scan_id);
      ASSERT_TRUE(testing::Call(*stub, &CheckInService::Stub::GetDecision,
                                request, &response)
                      .ok());
      EXPECT_EQ(response.decision().SerializeAsString(),
                decision.SerializeAsString());
    }
  }

  Postgres postgres_;
  const ServiceProcess registration_{"registration", postgres_.url()};
  Forum forum_{ChannelTo(registration_.address())};
  std::vector<std::string> people_;
  std::vector<std::unique_ptr<Door>> doors_;
  Diary diary_;

 private:
  CheckInRequest RandomScan(int client, std::mt19937_64& random) {
    CheckInRequest scan;
    scan.set_session(forum_.Session("venue"));
    scan.set_registration(people_[random() % people_.size()]);
    scan.set_device(forum_.Device(client));
    scan.set_direction(random() % 2 == 0 ? Decision::DIRECTION_ENTRY
                                         : Decision::DIRECTION_EXIT);
    scan.set_scan_id(NewUuid());
    return scan;
  }

  void Ask(const CheckInRequest& scan, std::mt19937_64& random) {
    while (true) {
      const auto context = testing::NewContext();
      context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
      CheckInResponse response;
      const grpc::Status status =
          doors_[random() % doors_.size()]->stub()->CheckIn(context.get(), scan,
                                                            &response);
      if (status.ok()) {
        diary_.Acknowledge(scan, response.decision());
        return;
      }
      // Whoever hears one of these tries again; any other is a mistake.
      EXPECT_TRUE(status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                  status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
                  status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED)
          << status.error_code() << " " << status.error_message();
      // As kiosks do: otherwise the clients leave nothing of the processors to
      // what starts again.
      absl::SleepFor(absl::Milliseconds(5 + random() % 20));
    }
  }
};

TEST_F(KillTest, LosesNothingAndInventsNothing) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] { Client(i, stop); });
  }
  const auto seed = static_cast<uint64_t>(absl::ToUnixMicros(absl::Now()));
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  for (int cycle = 0; cycle < Cycles(); ++cycle) KillSomething(random);
  stop = true;
  for (std::thread& client : clients) client.join();
  CompareLedger();
  AskForEverythingAgain();
  ExpectRecount(postgres_.url());
  std::cout << R"({"name":"kill","cycles":)" << Cycles()
            << R"(,"acknowledged":)" << diary_.acknowledged().size() << "}\n";
}

}  // namespace
}  // namespace rollcall
