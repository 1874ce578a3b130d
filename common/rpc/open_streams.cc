#include "common/rpc/open_streams.h"

#include <utility>

namespace rollcall::rpc {

grpc::Status InstanceStops() {
  return {grpc::StatusCode::UNAVAILABLE,
          "The instance stops: call another one."};
}

void OpenStreams::Add(const void* stream, std::function<void()> end) {
  const absl::MutexLock lock(&mutex_);
  const auto added = ends_.emplace(stream, std::move(end)).first;
  if (ended_) added->second();
}

void OpenStreams::Remove(const void* stream) {
  const absl::MutexLock lock(&mutex_);
  ends_.erase(stream);
}

void OpenStreams::EndAll() {
  const absl::MutexLock lock(&mutex_);
  ended_ = true;
  for (const auto& [stream, end] : ends_) end();
}

}  // namespace rollcall::rpc
