#include "services/checkin/scan_stream_handlers.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "services/checkin/checkin_message.h"

namespace rollcall::checkin {
namespace {

using Request = v1::StreamCheckInsRequest;
using Response = v1::StreamCheckInsResponse;

// Reads scans, has them decided, and writes the answers as they come. It ends
// when there is nothing to read, nothing under way and nothing to write; a
// drain stops the reading. It lives until gRPC and all lanes have left it: a
// lane that brings the last answer is still inside when gRPC is done.
class ScanStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  static ScanStream* Start(const grpc::CallbackServerContext& context,
                           LaneStore& lanes, rpc::OpenStreams& streams) {
    const std::shared_ptr<ScanStream> stream(
        new ScanStream(context, lanes, streams));
    stream->self_ = stream;
    // gRPC begins with neither this nor the end before the method has returned.
    stream->Proceed();
    streams.Add(stream.get(), [raw = stream.get()] { raw->StopReading(); });
    return stream.get();
  }

  void OnReadDone(bool ok) override {
    if (!TakeRead(ok)) return Proceed();
    const v1::CheckInRequest& scan = request_.check_in();
    const absl::Time deadline =
        rpc::DeadlineOf(context_, absl::Now(), limits::kDefaultDeadline);
    const absl::Status submitted =
        SubmitScan(lanes_, scan, deadline,
                   [self = self_, scan_id = scan.scan_id(),
                    language = scan.language_code()](const auto& answer) {
                     self->Answered(scan_id, language, answer);
                   });
    if (!submitted.ok()) Answered(scan.scan_id(), "", submitted);
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

  ScanStream(const grpc::CallbackServerContext& context, LaneStore& lanes,
             rpc::OpenStreams& streams)
      : context_(context), lanes_(lanes), streams_(streams) {}

  void StopReading() {
    {
      const absl::MutexLock lock(&mutex_);
      stopped_ = true;
    }
    Proceed();
  }

  // Whether a scan was read that will have an answer.
  bool TakeRead(bool ok) {
    const absl::MutexLock lock(&mutex_);
    if (!ok) at_end_ = true;
    // It came too late.
    if (!ok || stopped_) return reading_ = false;
    ++waiting_;
    return true;
  }

  void Answered(const std::string& scan_id, const std::string& language,
                const absl::StatusOr<Answer>& answer) {
    Response response;
    response.set_scan_id(scan_id);
    if (answer.ok()) {
      Render(*answer, language, *response.mutable_check_in());
    } else {
      rpc::RenderItemError(answer.status(), *response.mutable_error());
    }
    {
      const absl::MutexLock lock(&mutex_);
      --waiting_;
      if (!broken_) answers_.push_back(std::move(response));
    }
    Proceed();
  }

  // Asks gRPC for what comes next, with the mutex free: whoever asks may be
  // kept for other work of the connection, and all lanes would wait meanwhile.
  void Proceed() {
    while (const std::optional<Step> step = NextStep()) {
      if (step->read) StartRead(&request_);
      if (step->write != nullptr) StartWrite(step->write, step->options);
      if (step->finish) Finish(*step->finish);
      const absl::MutexLock lock(&mutex_);
      --asking_;
    }
  }

  // Empty when nothing is due. Otherwise the step has to be taken, by the
  // caller.
  std::optional<Step> NextStep() {
    const absl::MutexLock lock(&mutex_);
    Step step;
    if (!reading_ && !at_end_ && !stopped_ &&
        waiting_ < limits::kMaxStreamedScans) {
      step.read = reading_ = true;
    }
    if (!writing_ && !answers_.empty()) {
      writing_ = true;
      step.write = &answers_.front();
      // Answers of one batch go out together: only the last one is flushed.
      if (answers_.size() > 1) step.options.set_buffer_hint();
    }
    // gRPC forgets the stream when it is finished, and takes no steps after.
    if (!finished_ && (at_end_ || stopped_) && waiting_ == 0 &&
        answers_.empty() && asking_ == 0) {
      finished_ = true;
      step.finish = at_end_ ? grpc::Status::OK : rpc::InstanceStops();
    }
    if (!step.read && step.write == nullptr && !step.finish) {
      return std::nullopt;
    }
    ++asking_;
    return step;
  }

  const grpc::CallbackServerContext& context_;
  LaneStore& lanes_;
  rpc::OpenStreams& streams_;
  // Itself, until gRPC is done.
  std::shared_ptr<ScanStream> self_;
  absl::Mutex mutex_;
  // Being read, or being queued in the lanes.
  Request request_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  // The caller has sent all.
  bool at_end_ ABSL_GUARDED_BY(mutex_) = false;
  // The instance stops, and nothing more is read.
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // Scans without an answer.
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
class Refusal final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  explicit Refusal(const absl::Status& status) {
    Finish(rpc::ToGrpcStatus(status));
  }
  void OnDone() override { delete this; }
};

}  // namespace

absl::Status SubmitScan(LaneStore& lanes, const v1::CheckInRequest& request,
                        absl::Time deadline, LaneStore::Done done) {
  FieldChecker check;
  ScanRequest scan = ParseScan(request, check);
  RETURN_IF_ERROR(check.Check());
  RETURN_IF_ERROR(CheckScan(scan, absl::Now()));
  return lanes.Submit(std::move(scan), deadline, std::move(done));
}

grpc::ServerBidiReactor<Request, Response>* NewScanStream(
    const grpc::CallbackServerContext& context, LaneStore& lanes,
    rpc::OpenStreams& streams, const absl::Status& refusal) {
  if (!refusal.ok()) return new Refusal(refusal);
  return ScanStream::Start(context, lanes, streams);
}

}  // namespace rollcall::checkin
