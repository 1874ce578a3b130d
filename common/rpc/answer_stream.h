#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/support/server_callback.h"

#include "common/api/limits.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/stream_end.h"

namespace rollcall::rpc {

// A call that answers each of its messages once, in any order: reads, has them
// handled, and writes the answers as they come. It ends when there is nothing
// to read, nothing under way and nothing to write; a drain stops the reading,
// and so do a message that cannot be read, and time when nothing comes. It
// lives until gRPC and all who handle a message have left it: whoever brings
// the last answer is still inside when gRPC is done.
template <typename Request, typename Response>
class AnswerStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  // Takes the answer, once, from any thread.
  using Done = std::function<void(Response)>;
  // Handles one message by its deadline. The message lasts until this returns.
  using Handler =
      std::function<void(const Request&, absl::Time deadline, Done done)>;

  // How much a message counts, at least 1.
  using Weight = std::function<int(const Request&)>;

  // Serves one call, one of `streams`. Reads on while what waits for its
  // answers weighs less than `limit`. Deletes itself at the end.
  static AnswerStream* Start(const grpc::CallbackServerContext& context,
                             OpenStreams& streams, int limit, Weight weight,
                             Handler handler) {
    const std::shared_ptr<AnswerStream> stream(new AnswerStream(
        context, streams, limit, std::move(weight), std::move(handler)));
    stream->self_ = stream;
    // gRPC begins with neither this nor the end before the method has returned.
    stream->Proceed();
    streams.Add(stream.get(), [raw = stream.get()](const grpc::Status& status) {
      raw->StopReading(status);
    });
    return stream.get();
  }

  void OnReadDone(bool ok) override {
    if (!TakeRead(ok)) return Proceed();
    streams_.Touch(this);
    handler_(request_,
             DeadlineOf(context_, absl::Now(), limits::kDefaultDeadline),
             [self = self_, weight = weight_(request_)](Response answer) {
               self->Answered(weight, std::move(answer));
             });
    {
      const absl::MutexLock lock(&mutex_);
      reading_ = false;
    }
    Proceed();
  }

  void OnWriteDone(bool ok) override {
    {
      const absl::MutexLock lock(&mutex_);
      writing_ = false;
      answers_.pop_front();
      if (!ok) broken_ = true;
      // Nobody reads any more.
      if (broken_) answers_.clear();
    }
    Proceed();
  }

  void OnDone() override {
    streams_.Remove(this);
    const auto last = std::move(self_);
  }

 private:
  // What gRPC is asked for.
  struct Step {
    bool read = false;
    const Response* write = nullptr;
    grpc::WriteOptions options;
    std::optional<grpc::Status> finish;
  };

  AnswerStream(const grpc::CallbackServerContext& context, OpenStreams& streams,
               int limit, Weight weight, Handler handler)
      : context_(context),
        streams_(streams),
        limit_(limit),
        weight_(std::move(weight)),
        handler_(std::move(handler)) {}

  void StopReading(const grpc::Status& status) {
    {
      const absl::MutexLock lock(&mutex_);
      Stop(status);
    }
    Proceed();
  }

  void Stop(const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!stopped_) stop_status_ = status;
    stopped_ = true;
  }

  // There is nothing more to read, for which `why` may be an error.
  void EndReading(const absl::Status& why)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (why.ok()) {
      at_end_ = true;
    } else {
      Stop(ToGrpcStatus(why));
    }
  }

  // Whether a message was read that will have an answer.
  bool TakeRead(bool ok) {
    const absl::MutexLock lock(&mutex_);
    if (!ok) EndReading(CheckEnd(request_));
    // It came too late.
    if (!ok || stopped_) return reading_ = false;
    waiting_ += weight_(request_);
    return true;
  }

  void Answered(int weight, Response answer) {
    {
      const absl::MutexLock lock(&mutex_);
      waiting_ -= weight;
      if (!broken_) answers_.push_back(std::move(answer));
    }
    Proceed();
  }

  // Asks gRPC for what comes next, with the mutex free: whoever asks may be
  // kept for other work of the connection, and all who bring answers would wait
  // meanwhile.
  void Proceed() {
    while (const std::optional<Step> step = NextStep()) {
      if (step->read) {
        MarkBeforeRead(request_);
        this->StartRead(&request_);
      }
      if (step->write != nullptr) this->StartWrite(step->write, step->options);
      if (step->finish) this->Finish(*step->finish);
      const absl::MutexLock lock(&mutex_);
      --asking_;
    }
  }

  // Empty when nothing is due. Otherwise the caller has to take the step.
  std::optional<Step> NextStep() {
    const absl::MutexLock lock(&mutex_);
    Step step;
    if (!reading_ && !at_end_ && !stopped_ && waiting_ < limit_) {
      step.read = reading_ = true;
    }
    if (!writing_ && !answers_.empty()) {
      writing_ = true;
      step.write = &answers_.front();
      // Answers of one batch go out together: only the last one is flushed.
      if (answers_.size() > 1) step.options.set_buffer_hint();
    }
    // Once it is finished gRPC forgets the stream, so that nobody may be about
    // to ask for something.
    if (!finished_ && (at_end_ || stopped_) && waiting_ == 0 &&
        answers_.empty() && asking_ == 0) {
      finished_ = true;
      step.finish = at_end_ ? grpc::Status::OK : stop_status_;
    }
    if (!step.read && step.write == nullptr && !step.finish) {
      return std::nullopt;
    }
    ++asking_;
    return step;
  }

  const grpc::CallbackServerContext& context_;
  OpenStreams& streams_;
  const int limit_;
  const Weight weight_;
  const Handler handler_;
  // Itself, until gRPC is done.
  std::shared_ptr<AnswerStream> self_;
  absl::Mutex mutex_;
  // Being read, or being handled.
  Request request_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  // The caller has sent all.
  bool at_end_ ABSL_GUARDED_BY(mutex_) = false;
  // Nothing more is read, and why: the instance stops, nothing came, or what
  // came cannot be read.
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status stop_status_ ABSL_GUARDED_BY(mutex_);
  // The weight of the messages without an answer.
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  // While writing_, the first is being written.
  std::deque<Response> answers_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  // Steps that are being taken.
  int asking_ ABSL_GUARDED_BY(mutex_) = 0;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

// Ends a call at once.
template <typename Request, typename Response>
class RefusedStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  explicit RefusedStream(const absl::Status& refusal) {
    this->Finish(ToGrpcStatus(refusal));
  }
  void OnDone() override { delete this; }
};

}  // namespace rollcall::rpc
