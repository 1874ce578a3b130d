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
// when there is nothing to read, nothing under way and nothing to write. It
// lives until gRPC and all lanes have left it: a lane that brings the last
// answer is still inside when gRPC is done.
class ScanStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  static ScanStream* Start(const grpc::CallbackServerContext& context,
                           LaneStore& lanes) {
    const std::shared_ptr<ScanStream> stream(new ScanStream(context, lanes));
    stream->self_ = stream;
    stream->StartRead(&stream->request_);
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

  void OnDone() override { const auto last = std::move(self_); }

 private:
  ScanStream(const grpc::CallbackServerContext& context, LaneStore& lanes)
      : context_(context), lanes_(lanes) {}

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
    if (paused_) {
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
    if (reading_ || waiting_ > 0 || !answers_.empty() || finished_) return;
    finished_ = true;
    Finish(grpc::Status::OK);
  }

  const grpc::CallbackServerContext& context_;
  LaneStore& lanes_;
  // Itself, until gRPC is done.
  std::shared_ptr<ScanStream> self_;
  Request request_;
  absl::Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;
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
    const absl::Status& refusal) {
  if (!refusal.ok()) return new Refusal(refusal);
  return ScanStream::Start(context, lanes);
}

}  // namespace rollcall::checkin
