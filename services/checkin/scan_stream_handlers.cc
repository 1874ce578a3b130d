#include "services/checkin/scan_stream_handlers.h"

#include <deque>
#include <memory>
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
    stream->StartRead(&stream->request_);
    streams.Add(stream.get(), [raw = stream.get()] { raw->StopReading(); });
    return stream.get();
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      const absl::MutexLock lock(&mutex_);
      reading_ = false;
      FinishIfDone();
      return;
    }
    const v1::CheckInRequest& scan = request_.check_in();
    {
      const absl::MutexLock lock(&mutex_);
      // It came too late, and has no answer.
      if (stopped_) return;
      ++waiting_;
    }
    const absl::Time deadline =
        rpc::DeadlineOf(context_, absl::Now(), limits::kDefaultDeadline);
    const absl::Status submitted =
        SubmitScan(lanes_, scan, deadline,
                   [self = self_, scan_id = scan.scan_id(),
                    language = scan.language_code()](const auto& answer) {
                     self->Answered(scan_id, language, answer);
                   });
    if (!submitted.ok()) Answered(scan.scan_id(), "", submitted);
    const absl::MutexLock lock(&mutex_);
    if (stopped_) return;
    if (waiting_ < limits::kMaxStreamedScans) {
      StartRead(&request_);
    } else {
      paused_ = true;
    }
  }

  void OnWriteDone(bool ok) override {
    const absl::MutexLock lock(&mutex_);
    answers_.pop_front();
    if (!ok) broken_ = true;
    // Nobody reads any more.
    if (broken_) answers_.clear();
    if (!answers_.empty()) WriteFirst();
    FinishIfDone();
  }

  void OnDone() override {
    streams_.Remove(this);
    const auto last = std::move(self_);
  }

 private:
  ScanStream(const grpc::CallbackServerContext& context, LaneStore& lanes,
             rpc::OpenStreams& streams)
      : context_(context), lanes_(lanes), streams_(streams) {}

  void StopReading() {
    const absl::MutexLock lock(&mutex_);
    stopped_ = true;
    FinishIfDone();
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
    const absl::MutexLock lock(&mutex_);
    --waiting_;
    if (paused_ && !stopped_) {
      paused_ = false;
      StartRead(&request_);
    }
    if (!broken_) {
      answers_.push_back(std::move(response));
      if (answers_.size() == 1) WriteFirst();
    }
    FinishIfDone();
  }

  // Answers of one batch go out together: only the last of them is flushed.
  void WriteFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    grpc::WriteOptions options;
    if (answers_.size() > 1) options.set_buffer_hint();
    StartWrite(&answers_.front(), options);
  }

  void FinishIfDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || waiting_ > 0 || !answers_.empty()) return;
    if (reading_ && !stopped_) return;
    finished_ = true;
    Finish(reading_ ? rpc::InstanceStops() : grpc::Status::OK);
  }

  const grpc::CallbackServerContext& context_;
  LaneStore& lanes_;
  rpc::OpenStreams& streams_;
  // Itself, until gRPC is done.
  std::shared_ptr<ScanStream> self_;
  Request request_;
  absl::Mutex mutex_;
  // Until the caller has sent all.
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;
  // The instance stops, and nothing more is read.
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // Not reading on until an answer has come.
  bool paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // Scans without an answer.
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  // The first is being written.
  std::deque<Response> answers_ ABSL_GUARDED_BY(mutex_);
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
