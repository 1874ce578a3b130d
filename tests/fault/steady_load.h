#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

#include "tests/fault/crowd.h"
#include "tests/fault/diary.h"
#include "tests/fault/site.h"
#include "tests/harness/forum.h"

namespace rollcall::testing {

// Clients that repeat nothing themselves, whatever goes on: kiosks scan the
// same few people in and out, by calls and by a stream, a platform reports who
// watches, a registrar registers people, and an analyst asks for numbers and
// watches them. What their channels repeat they do not see. Streams that end as
// their documentation says are opened again and go on; whatever else is not OK
// is a failure.
class SteadyLoad {
 public:
  // Opens a channel to a service; each client has its own.
  using Open = std::function<std::shared_ptr<grpc::Channel>(Role role)>;

  // Begins. `forum` is the only event of its database.
  SteadyLoad(Forum& forum, const Open& open);
  ~SteadyLoad();

  // Waits until every client has been answered `count` times more. Throws when
  // that takes minutes.
  void AwaitAnswers(int64_t count) const;

  // Waits until what was begun is answered, and begins no more.
  void Stop();

  // After Stop: fails the test for every call that failed, and unless the
  // database at `url` has what was acknowledged and nothing else.
  void Judge(const std::string& url) const;

  // So far: calls that were answered, the longest of them, and how often a
  // stream was opened again.
  int64_t answers() const;
  absl::Duration longest() const;
  int64_t resumed() const;

 private:
  using Client = void (SteadyLoad::*)(int number);

  void Start(Client client);
  void Scan(int number);
  void StreamScans(int number);
  void Report(int number);
  void Register(int number);
  void Analyze(int number);
  void Watch(int number);

  // Makes a call and notes what came of it; `number` is the client's.
  template <typename Stub, typename Method, typename Request, typename Response>
  bool Ask(int number, const char* name, Stub& stub, Method method,
           const Request& request, Response& response);
  void Answered(int number, absl::Duration time);
  void Failed(int number, const std::string& what, const grpc::Status& status);
  // Notes that the deed is to be in the database, with `answer`.
  void Told(Deed deed, const std::string& id, const std::string& answer);
  bool is_over() const;

  const Open open_;
  const Crowd crowd_;

  mutable absl::Mutex mutex_;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;
  // By client.
  std::vector<int64_t> answers_ ABSL_GUARDED_BY(mutex_);
  absl::Duration longest_ ABSL_GUARDED_BY(mutex_);
  int64_t resumed_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> failures_ ABSL_GUARDED_BY(mutex_);
  std::map<Deed, std::map<std::string, std::string>> told_
      ABSL_GUARDED_BY(mutex_);
  // The watch that lasts.
  grpc::ClientContext* watch_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::vector<std::thread> threads_;
};

}  // namespace rollcall::testing
