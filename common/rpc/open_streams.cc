#include "common/rpc/open_streams.h"

#include <utility>

#include "absl/time/clock.h"

namespace rollcall::rpc {

grpc::Status InstanceStops() {
  return {grpc::StatusCode::UNAVAILABLE,
          "The instance stops: call another one."};
}

grpc::Status StreamIdle() {
  return {grpc::StatusCode::UNAVAILABLE,
          "Nothing came for too long: open another stream when there is "
          "something to send."};
}

OpenStreams::OpenStreams(absl::Duration idle)
    : idle_(idle), thread_([this] {
        while (!stop_.WaitForNotificationWithTimeout(idle_ / 4)) EndIdle();
      }) {}

OpenStreams::~OpenStreams() {
  stop_.Notify();
  thread_.join();
}

void OpenStreams::Add(const void* stream, End end) {
  const absl::MutexLock lock(&mutex_);
  const auto added =
      streams_.emplace(stream, Stream{std::move(end), absl::Now()}).first;
  if (ended_) added->second.end(InstanceStops());
}

void OpenStreams::Touch(const void* stream) {
  const absl::Time now = absl::Now();
  const absl::MutexLock lock(&mutex_);
  const auto found = streams_.find(stream);
  if (found != streams_.end()) found->second.touched = now;
}

void OpenStreams::Remove(const void* stream) {
  const absl::MutexLock lock(&mutex_);
  streams_.erase(stream);
}

void OpenStreams::EndAll() {
  const absl::MutexLock lock(&mutex_);
  ended_ = true;
  for (const auto& [key, stream] : streams_) stream.end(InstanceStops());
}

void OpenStreams::EndIdle() {
  const absl::Time last = absl::Now() - idle_;
  const absl::MutexLock lock(&mutex_);
  for (const auto& [key, stream] : streams_) {
    if (stream.touched < last) stream.end(StreamIdle());
  }
}

}  // namespace rollcall::rpc
