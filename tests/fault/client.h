#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"

#include "tests/fault/diary.h"
#include "tests/fault/role.h"
#include "tests/harness/calls.h"

namespace rollcall::testing {

// Whether callers are told to repeat a call that has failed with `code`.
inline bool IsToBeRepeated(int code) {
  return code == grpc::StatusCode::UNAVAILABLE ||
         code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::RESOURCE_EXHAUSTED;
}

// A client of a service that has several instances: makes a call on one after
// the other, of those that are there, until one answers. `Api` is the generated
// service.
template <typename Api>
class Client {
 public:
  using Stub = typename Api::Stub;

  // Counts failures in `diary`, which outlives the client. Its chance is
  // `seed`. An instance that hangs is given up after `deadline`.
  Client(const std::vector<std::string>& addresses, Diary& diary, uint64_t seed,
         absl::Duration deadline = absl::Seconds(2))
      : diary_(diary),
        random_(seed),
        deadline_(deadline),
        stub_(Api::NewStub(ChannelToAny(addresses))) {}

  // Makes a call once. Anything but success and what callers are told to repeat
  // fails the test, unless it is `expected`.
  template <typename Method, typename Request, typename Response>
  grpc::StatusCode Try(Method method, const Request& request,
                       Response* response,
                       grpc::StatusCode expected = grpc::StatusCode::OK) {
    return Converse(
        [&](Stub& stub, grpc::ClientContext* context) {
          return (stub.*method)(context, request, response);
        },
        expected);
  }

  // As Try, for a call that `talk` makes by a stub and a context of its own,
  // and whose status it returns.
  template <typename Talk>
  grpc::StatusCode Converse(Talk talk,
                            grpc::StatusCode expected = grpc::StatusCode::OK) {
    const int64_t number = diary_.Begin(role_);
    const auto context = NewContext();
    context->set_deadline(absl::ToChronoTime(absl::Now() + deadline_));
    // A call that fails at once has nobody look whether there is a connection
    // by now: gRPC does so every five seconds where no call waits.
    context->set_wait_for_ready(true);
    const grpc::Status status = talk(*stub_, context.get());
    const grpc::StatusCode code = status.error_code();
    if (code == grpc::StatusCode::OK || code == expected) {
      diary_.Answered(role_, number);
      return code;
    }
    diary_.Failed(role_, number);
    if (!IsToBeRepeated(code)) {
      ADD_FAILURE() << code << " " << ReasonOf(status) << " "
                    << status.error_message();
    }
    // As clients do: otherwise they leave nothing of the processors to what
    // starts again.
    absl::SleepFor(absl::Milliseconds(5 + random_() % 20));
    return code;
  }

  // Returns the response to a call that is made until it succeeds; an empty one
  // when the test is given up.
  template <typename Response, typename Method, typename Request>
  Response Ask(Method method, const Request& request) {
    while (!is_given_up()) {
      Response response;
      if (Try(method, request, &response) == grpc::StatusCode::OK) {
        return response;
      }
    }
    return {};
  }

  std::mt19937_64& random() { return random_; }
  bool is_given_up() const { return diary_.is_given_up(); }

 private:
  Diary& diary_;
  std::mt19937_64 random_;
  const absl::Duration deadline_;
  const Role role_ = RoleOf(Api::service_full_name());
  const std::unique_ptr<Stub> stub_;
};

}  // namespace rollcall::testing
