#include "bench/load/arrivals.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/error_details.h"

#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInResponse;
using checkin::v1::CheckInService;
using checkin::v1::Decision;

constexpr int kConnections = 64;
// Of a call of the closed loop, which waits for all before it.
constexpr absl::Duration kLongDeadline = absl::Seconds(60);

// One call under way.
struct Visit {
  std::unique_ptr<grpc::ClientContext> context;
  CheckInRequest request;
  CheckInResponse response;
  absl::Time due;
  absl::Time begun;
};

bool HasRetryInfo(const grpc::Status& status) {
  google::rpc::Status wire;
  google::rpc::RetryInfo info;
  if (!grpc::ExtractErrorDetails(status, &wire).ok()) return false;
  return std::any_of(
      wire.details().begin(), wire.details().end(), [&](const auto& detail) {
        return detail.UnpackTo(&info) &&
               info.retry_delay().seconds() + info.retry_delay().nanos() > 0;
      });
}

// What is wrong with an answer that is none of those in ArrivalResults; nothing
// when it is one.
std::string FailureIn(const grpc::Status& status,
                      const CheckInResponse& response) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      if (response.decision().outcome() != Decision::OUTCOME_REFUSED) return "";
      return "refused: " + response.decision().ShortDebugString();
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "";
    default:
      return "a check-in failed: " + status.error_message();
  }
}

// Collects what becomes of calls. Thread-safe.
class Ledger {
 public:
  Ledger(absl::Time end, Crowd& crowd) : end_(end), crowd_(crowd) {}

  void Begin(absl::Duration delay) {
    const absl::MutexLock lock(&mutex_);
    results_.delays.push_back(delay);
  }

  // gRPC swallows what its callbacks throw: Finish tells of it.
  void End(const grpc::Status& status, Visit& visit) {
    const absl::Time now = absl::Now();
    const bool is_admitted = status.ok();
    const bool is_refused =
        status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
    const std::string failure = FailureIn(status, visit.response);
    const bool has_retry_info = is_refused && HasRetryInfo(status);
    crowd_.Return(std::move(visit.request), is_admitted);
    const absl::MutexLock lock(&mutex_);
    ++ended_;
    if (failure_.empty()) failure_ = failure;
    if (is_admitted) {
      results_.admitted.push_back(now - visit.due);
      if (now <= end_) ++in_time_;
    } else if (is_refused) {
      results_.refused.push_back(now - visit.begun);
      if (!has_retry_info) ++results_.refused_without_retry_info;
    } else {
      ++results_.late;
    }
  }

  // Waits for all calls that were begun. `duration` is what they came in.
  // Throws what failed.
  ArrivalResults Finish(absl::Duration duration) {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Ledger::HasEnded));
    if (!failure_.empty()) throw std::runtime_error(failure_);
    const double seconds = absl::ToDoubleSeconds(duration);
    results_.offered = static_cast<double>(results_.delays.size()) / seconds;
    results_.goodput = static_cast<double>(in_time_) / seconds;
    for (auto* durations :
         {&results_.delays, &results_.admitted, &results_.refused}) {
      std::sort(durations->begin(), durations->end());
    }
    return std::move(results_);
  }

 private:
  bool HasEnded() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ == static_cast<int64_t>(results_.delays.size());
  }

  const absl::Time end_;
  Crowd& crowd_;
  absl::Mutex mutex_;
  ArrivalResults results_ ABSL_GUARDED_BY(mutex_);
  std::string failure_ ABSL_GUARDED_BY(mutex_);
  int64_t ended_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t in_time_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Makes one call that was due at `due`. `done` is called after it is in
// `ledger`.
template <typename Done>
void Begin(CheckInService::Stub& stub, Crowd& crowd, Ledger& ledger,
           absl::Time due, absl::Duration deadline, Done done) {
  auto* visit = new Visit;
  visit->request = crowd.Take();
  visit->context = testing::NewContext();
  visit->due = due;
  visit->begun = absl::Now();
  visit->context->set_deadline(absl::ToChronoTime(visit->begun + deadline));
  ledger.Begin(visit->begun - due);
  stub.async()->CheckIn(
      visit->context.get(), &visit->request, &visit->response,
      [&ledger, visit, done = std::move(done)](const grpc::Status& status) {
        // The ledger's owner may go once all calls have ended, and this one has
        // not before the next has begun.
        const std::unique_ptr<Visit> owned(visit);
        done();
        ledger.End(status, *visit);
      });
}

// Calls one after the other until `end`.
struct Loop {
  void Go() const {
    const absl::Time now = absl::Now();
    if (now > end) return;
    Begin(stub, crowd, ledger, now, kLongDeadline, [*this] { Go(); });
  }

  CheckInService::Stub& stub;
  Crowd& crowd;
  Ledger& ledger;
  absl::Time end;
};

}  // namespace

Arrivals::Arrivals(const std::string& address, Crowd& crowd) : crowd_(crowd) {
  for (int i = 0; i < kConnections; ++i) {
    stubs_.push_back(CheckInService::NewStub(testing::ChannelTo(address)));
  }
}

ArrivalResults Arrivals::RunClosedLoop(int outstanding,
                                       absl::Duration duration) {
  const absl::Time end = absl::Now() + duration;
  Ledger ledger(end, crowd_);
  for (int i = 0; i < outstanding; ++i) {
    Loop{*stubs_[i % stubs_.size()], crowd_, ledger, end}.Go();
  }
  return ledger.Finish(duration);
}

ArrivalResults Arrivals::RunOpenLoop(double rate, absl::Duration duration,
                                     absl::Duration deadline) {
  const absl::Time begin = absl::Now();
  Ledger ledger(begin + duration, crowd_);
  const auto calls =
      static_cast<int64_t>(rate * absl::ToDoubleSeconds(duration));
  for (int64_t i = 0; i < calls; ++i) {
    const absl::Time due = begin + absl::Seconds(static_cast<double>(i) / rate);
    absl::SleepFor(due - absl::Now());
    Begin(*stubs_[i % stubs_.size()], crowd_, ledger, due, deadline, [] {});
  }
  return ledger.Finish(std::max(duration, absl::Now() - begin));
}

}  // namespace rollcall::bench
