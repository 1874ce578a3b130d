#pragma once

#include <functional>
#include <map>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "grpcpp/support/status.h"

namespace rollcall::rpc {

// What a stream ends with when its instance stops. It has no reason of ours, as
// the calls that gRPC cuts off have none.
grpc::Status InstanceStops();

// What a stream ends with that nothing came over for too long, likewise.
grpc::Status StreamIdle();

// The streams of a service that last as long as their callers like, so that a
// drain can end them, and so can time: one over which nothing comes keeps what
// it holds from others. Thread-safe.
class OpenStreams {
 public:
  // Ends a stream, with what.
  using End = std::function<void(const grpc::Status& status)>;

  // How long a stream may be quiet: a door that is quieter opens another one.
  // One that holds a thread may be so for less.
  static constexpr absl::Duration kIdle = absl::Minutes(15);
  static constexpr absl::Duration kThreadIdle = absl::Minutes(1);

  // Ends streams over which nothing has come for `idle`, or for a quarter more.
  explicit OpenStreams(absl::Duration idle = kIdle);
  ~OpenStreams();

  // Keeps how to end `stream`. Calls `end` at once when all were ended before.
  // `end` may be called more than once.
  void Add(const void* stream, End end);

  // Something came over `stream`.
  void Touch(const void* stream);

  // Forgets `stream`, which is not being ended once this returns. Not to be
  // called by its `end`.
  void Remove(const void* stream);

  // Ends all streams, and those that come later.
  void EndAll();

 private:
  struct Stream {
    End end;
    absl::Time touched;
  };

  void EndIdle();

  const absl::Duration idle_;
  absl::Mutex mutex_;
  std::map<const void*, Stream> streams_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Notification stop_;
  std::thread thread_;
};

// One of `streams` for as long as it lives.
class OpenStream {
 public:
  OpenStream(OpenStreams& streams, OpenStreams::End end) : streams_(streams) {
    streams_.Add(this, std::move(end));
  }
  ~OpenStream() { streams_.Remove(this); }
  OpenStream(const OpenStream&) = delete;
  OpenStream& operator=(const OpenStream&) = delete;

  void Touch() { streams_.Touch(this); }

 private:
  OpenStreams& streams_;
};

}  // namespace rollcall::rpc
