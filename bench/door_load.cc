#include "bench/door_load.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInResponse;
using checkin::v1::CheckInService;
using checkin::v1::Decision;

constexpr int kChannels = 4;
constexpr int kScansInUpload = 1000;

// The numbers of the people whose admission the service acknowledged.
class Acknowledged {
 public:
  void Add(int64_t person) {
    const absl::MutexLock lock(&mutex_);
    people_.push_back(person);
  }
  std::vector<int64_t> people() const {
    const absl::MutexLock lock(&mutex_);
    return people_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<int64_t> people_ ABSL_GUARDED_BY(mutex_);
};

// Why somebody was not admitted; nothing when they were. For callbacks: gRPC
// swallows what they throw.
std::string FailureIn(const grpc::Status& status, const Decision& decision) {
  if (!status.ok()) return "a check-in failed: " + status.error_message();
  if (decision.outcome() == Decision::OUTCOME_ADMITTED) return "";
  return "not admitted: " + decision.ShortDebugString();
}

void RequireAdmitted(const Decision& decision) {
  const std::string failure = FailureIn(grpc::Status::OK, decision);
  if (!failure.empty()) throw std::runtime_error(failure);
}

// One unary call after the other, as many at once as there are of these.
class Caller {
 public:
  // Returns the scan to make, or nothing at the end.
  using Next = std::function<bool(CheckInRequest&)>;
  // Returns whether to go on.
  using Done = std::function<bool(const grpc::Status&, const CheckInRequest&,
                                  const CheckInResponse&)>;

  Caller(CheckInService::Stub& stub, Next next, Done done,
         absl::BlockingCounter& running)
      : stub_(stub),
        next_(std::move(next)),
        done_(std::move(done)),
        running_(running) {}

  void Go() {
    if (!next_(request_)) {
      running_.DecrementCount();
      return;
    }
    context_ = testing::NewContext();
    response_.Clear();
    stub_.async()->CheckIn(context_.get(), &request_, &response_,
                           [this](const grpc::Status& status) {
                             if (done_(status, request_, response_)) {
                               Go();
                             } else {
                               running_.DecrementCount();
                             }
                           });
  }

 private:
  CheckInService::Stub& stub_;
  const Next next_;
  const Done done_;
  absl::BlockingCounter& running_;
  std::unique_ptr<grpc::ClientContext> context_;
  CheckInRequest request_;
  CheckInResponse response_;
};

std::vector<std::unique_ptr<CheckInService::Stub>> Stubs(
    const std::string& address) {
  std::vector<std::unique_ptr<CheckInService::Stub>> stubs;
  for (int i = 0; i < kChannels; ++i) {
    stubs.push_back(CheckInService::NewStub(testing::ChannelTo(address)));
  }
  return stubs;
}

// Runs `callers` at once until they end.
void RunCallers(const std::string& address, int callers,
                const Caller::Next& next, const Caller::Done& done) {
  const auto stubs = Stubs(address);
  absl::BlockingCounter running(callers);
  std::vector<std::unique_ptr<Caller>> all;
  for (int i = 0; i < callers; ++i) {
    all.push_back(std::make_unique<Caller>(*stubs[i % stubs.size()], next, done,
                                           running));
  }
  for (const auto& caller : all) caller->Go();
  running.Wait();
}

// Calls under way, none of which waits for another.
class Arrivals {
 public:
  explicit Arrivals(
      const std::vector<std::unique_ptr<CheckInService::Stub>>& stubs)
      : stubs_(stubs) {}

  // Makes a call that was to come at `due`.
  void Begin(CheckInRequest request, absl::Time due) {
    Arrival& arrival = arrivals_.emplace_back();
    arrival.context = testing::NewContext();
    arrival.request = std::move(request);
    stubs_[arrivals_.size() % stubs_.size()]->async()->CheckIn(
        arrival.context.get(), &arrival.request, &arrival.response,
        [this, &arrival, due](const grpc::Status& status) {
          arrival.latency = absl::Now() - due;
          const std::string failure =
              FailureIn(status, arrival.response.decision());
          const absl::MutexLock lock(&mutex_);
          ++answered_;
          if (failure_.empty()) failure_ = failure;
        });
  }

  // Waits for all of them. Returns their latencies in ascending order. Throws
  // what failed.
  std::vector<absl::Duration> Finish() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Arrivals::AreAnswered));
    if (!failure_.empty()) throw std::runtime_error(failure_);
    std::vector<absl::Duration> latencies;
    for (const Arrival& each : arrivals_) latencies.push_back(each.latency);
    std::sort(latencies.begin(), latencies.end());
    return latencies;
  }

 private:
  struct Arrival {
    std::unique_ptr<grpc::ClientContext> context;
    CheckInRequest request;
    CheckInResponse response;
    absl::Duration latency;
  };

  bool AreAnswered() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return answered_ == arrivals_.size();
  }

  const std::vector<std::unique_ptr<CheckInService::Stub>>& stubs_;
  // Whose places stay as more come.
  std::deque<Arrival> arrivals_;
  absl::Mutex mutex_;
  size_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

DoorLoad::DoorLoad(const Population& population, std::string address,
                   int64_t first)
    : population_(population), address_(std::move(address)), next_(first) {}

CheckInRequest DoorLoad::NextScan() {
  const int64_t person = next_++;
  if (person > population_.people()) {
    throw std::runtime_error("the bench needs more people");
  }
  CheckInRequest request = population_.ScanOf(person);
  request.mutable_scan_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  return request;
}

double DoorLoad::RunUnary(int outstanding, absl::Duration duration) {
  std::atomic<int64_t> count = 0;
  absl::Mutex mutex;
  std::string failure;
  const absl::Time begin = absl::Now();
  RunCallers(
      address_, outstanding,
      [&](CheckInRequest& request) {
        if (absl::Now() - begin > duration) return false;
        request = NextScan();
        return true;
      },
      [&](const grpc::Status& status, const CheckInRequest&,
          const CheckInResponse& response) {
        const std::string failed = FailureIn(status, response.decision());
        if (failed.empty()) {
          ++count;
          return true;
        }
        const absl::MutexLock lock(&mutex);
        failure = failed;
        return false;
      });
  if (!failure.empty()) throw std::runtime_error(failure);
  return RateSince(begin, count);
}

double DoorLoad::RunStreams(int streams, absl::Duration duration) {
  std::atomic<int64_t> count = 0;
  const auto stubs = Stubs(address_);
  const absl::Time begin = absl::Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < streams; ++i) {
    threads.emplace_back([&, i] {
      const auto context = testing::NewContext();
      const auto stream =
          stubs[i % stubs.size()]->StreamCheckIns(context.get());
      std::thread writer([&] {
        checkin::v1::StreamCheckInsRequest request;
        while (absl::Now() - begin < duration) {
          *request.mutable_check_in() = NextScan();
          if (!stream->Write(request)) break;
        }
        stream->WritesDone();
      });
      checkin::v1::StreamCheckInsResponse response;
      while (stream->Read(&response)) {
        RequireAdmitted(response.check_in().decision());
        ++count;
      }
      writer.join();
      if (!stream->Finish().ok()) throw std::runtime_error("a stream failed");
    });
  }
  for (std::thread& thread : threads) thread.join();
  return RateSince(begin, count);
}

double DoorLoad::RunUploads(int streams, absl::Duration duration) {
  std::atomic<int64_t> count = 0;
  const auto stubs = Stubs(address_);
  const absl::Time begin = absl::Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < streams; ++i) {
    threads.emplace_back([&, i] {
      const auto context = testing::NewContext();
      const auto stream = stubs[i % stubs.size()]->UploadScans(context.get());
      const std::string device =
          population_.name() + "/devices/" + Population::Id('e', i);
      std::thread writer([&] {
        while (absl::Now() - begin < duration) {
          checkin::v1::UploadScansRequest request;
          request.set_device(device);
          for (int k = 0; k < kScansInUpload; ++k) {
            auto* scan = request.add_scans();
            *scan->mutable_check_in() = NextScan();
            scan->mutable_check_in()->set_device(device);
            scan->set_outcome(Decision::OUTCOME_ADMITTED);
          }
          if (!stream->Write(request)) break;
        }
        stream->WritesDone();
      });
      checkin::v1::UploadScansResponse response;
      while (stream->Read(&response)) {
        for (const auto& result : response.results()) {
          RequireAdmitted(result.decision());
        }
        count += response.results_size();
      }
      writer.join();
      if (!stream->Finish().ok()) throw std::runtime_error("an upload failed");
    });
  }
  for (std::thread& thread : threads) thread.join();
  return RateSince(begin, count);
}

std::vector<absl::Duration> DoorLoad::RunOpenLoop(double rate,
                                                  absl::Duration duration) {
  const auto stubs = Stubs(address_);
  Arrivals arrivals(stubs);
  const int calls = static_cast<int>(rate * absl::ToDoubleSeconds(duration));
  std::vector<CheckInRequest> requests;
  for (int i = 0; i < calls; ++i) requests.push_back(NextScan());
  const absl::Time begin = absl::Now();
  for (int i = 0; i < calls; ++i) {
    const absl::Time due = begin + absl::Seconds(i / rate);
    absl::SleepFor(due - absl::Now());
    arrivals.Begin(std::move(requests[i]), due);
  }
  return arrivals.Finish();
}

void DoorLoad::RunOpenLoop(double rate, const absl::Notification& ended) {
  const auto stubs = Stubs(address_);
  Arrivals arrivals(stubs);
  const absl::Time begin = absl::Now();
  for (int i = 0;; ++i) {
    const absl::Time due = begin + absl::Seconds(i / rate);
    if (ended.WaitForNotificationWithDeadline(due)) break;
    arrivals.Begin(NextScan(), due);
  }
  arrivals.Finish();
}

std::vector<absl::Duration> DoorLoad::RunAlone(int calls) {
  const auto stubs = Stubs(address_);
  std::vector<absl::Duration> latencies;
  for (int i = 0; i < calls; ++i) {
    const CheckInRequest request = NextScan();
    CheckInResponse response;
    const absl::Time begin = absl::Now();
    if (!testing::Call(*stubs[0], &CheckInService::Stub::CheckIn, request,
                       &response)
             .ok()) {
      throw std::runtime_error("a check-in failed");
    }
    latencies.push_back(absl::Now() - begin);
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

std::vector<int64_t> DoorLoad::RunUntilFailure(
    int outstanding, absl::Duration head_start,
    const std::function<void()>& begun) {
  Acknowledged acknowledged;
  std::atomic<bool> failed = false;
  std::thread killer([&] {
    absl::SleepFor(head_start);
    begun();
    failed = true;
  });
  RunCallers(
      address_, outstanding,
      [&](CheckInRequest& request) {
        if (failed) return false;
        request = NextScan();
        return true;
      },
      [&](const grpc::Status& status, const CheckInRequest& request,
          const CheckInResponse&) {
        if (!status.ok()) return false;
        const std::string& id = request.scan_id();
        acknowledged.Add(std::stoll(id.substr(id.size() - 12), nullptr, 16));
        return true;
      });
  killer.join();
  return acknowledged.people();
}

}  // namespace rollcall::bench
