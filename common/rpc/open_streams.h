#pragma once

#include <functional>
#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/status.h"

namespace rollcall::rpc {

// What a stream ends with when its instance stops. It has no reason of ours, as
// the calls that gRPC cuts off have none.
grpc::Status InstanceStops();

// The streams of a service that last as long as their callers like, so that a
// drain can end them. Thread-safe.
class OpenStreams {
 public:
  // Keeps how to end `stream`. Calls `end` at once when all were ended before.
  void Add(const void* stream, std::function<void()> end);

  // Forgets `stream`, which is not being ended once this returns. Not to be
  // called by its `end`.
  void Remove(const void* stream);

  // Ends all streams, and those that come later.
  void EndAll();

 private:
  absl::Mutex mutex_;
  std::map<const void*, std::function<void()>> ends_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace rollcall::rpc
