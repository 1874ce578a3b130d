#include "bench/report/watchers.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/synchronization/notification.h"
#include "grpcpp/support/client_callback.h"

#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

using reporting::v1::ReportingService;
using reporting::v1::WatchSummaryRequest;
using reporting::v1::WatchSummaryResponse;

// A connection takes 256 of them.
constexpr int kWatchersOfConnection = 100;
// Longer than any run.
constexpr std::chrono::hours kDeadline(24);

}  // namespace

// One call after the other, since a server ends connections of some age, each
// read as its answers come.
class Watchers::Watcher final
    : public grpc::ClientReadReactor<WatchSummaryResponse> {
 public:
  Watcher(Watchers& all, bool is_first, ReportingService::Stub& stub,
          const std::string& event)
      : all_(all), is_first_(is_first), stub_(stub) {
    request_.set_event(event);
    Begin();
  }

  // Waits for the end of the last call.
  ~Watcher() override { done_.WaitForNotification(); }

  void Cancel() {
    const absl::MutexLock lock(&mutex_);
    ending_ = true;
    context_->TryCancel();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    all_.Take(is_first_, !std::exchange(begun_, true), response_.summary());
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    if (!Begin()) {
      done_.Notify();
    } else if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
      // gRPC swallows what a reactor throws.
      std::cerr << "a watch ended: " << status.error_message() << "\n";
      std::abort();
    }
  }

 private:
  // Begins a call, unless none is wanted any more: false.
  bool Begin() {
    {
      const absl::MutexLock lock(&mutex_);
      if (ending_) return false;
      context_ = testing::NewContext();
      context_->set_deadline(std::chrono::system_clock::now() + kDeadline);
    }
    stub_.async()->WatchSummary(context_.get(), &request_, this);
    StartRead(&response_);
    StartCall();
    return true;
  }

  Watchers& all_;
  const bool is_first_;
  ReportingService::Stub& stub_;
  WatchSummaryRequest request_;
  WatchSummaryResponse response_;
  bool begun_ = false;
  absl::Notification done_;
  absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<grpc::ClientContext> context_ ABSL_GUARDED_BY(mutex_);
};

Watchers::Watchers(const std::string& address, const std::string& event,
                   int count, Told told)
    : told_(std::move(told)) {
  for (int i = 0; i < count; ++i) {
    if (i % kWatchersOfConnection == 0) {
      stubs_.push_back(ReportingService::NewStub(testing::ChannelTo(address)));
    }
    watchers_.push_back(
        std::make_unique<Watcher>(*this, i == 0, *stubs_.back(), event));
  }
  const absl::MutexLock lock(&mutex_);
  const auto all_begun = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return begun_ == count;
  };
  mutex_.Await(absl::Condition(&all_begun));
}

Watchers::~Watchers() {
  for (const auto& watcher : watchers_) watcher->Cancel();
  watchers_.clear();
}

void Watchers::AwaitAnswers(int64_t answers) {
  const absl::MutexLock lock(&mutex_);
  const int64_t wanted = of_first_ + answers;
  const auto told = [this, wanted]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return of_first_ >= wanted;
  };
  mutex_.Await(absl::Condition(&told));
}

int64_t Watchers::CountAnswers() {
  const absl::MutexLock lock(&mutex_);
  return of_all_;
}

void Watchers::Take(bool of_first, bool begins,
                    const reporting::v1::GetSummaryResponse& summary) {
  if (of_first && told_) told_(summary);
  const absl::MutexLock lock(&mutex_);
  ++of_all_;
  if (of_first) ++of_first_;
  if (begins) ++begun_;
}

}  // namespace rollcall::bench
