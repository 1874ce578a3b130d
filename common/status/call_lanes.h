#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/base/lanes.h"
#include "common/status/error.h"

namespace rollcall {

// Lanes of calls, each with a deadline and somebody who waits for its answer.
// Thread-safe.
template <typename Request, typename Answer>
class CallLanes {
 public:
  // Called once for each call, from a lane.
  using Done = std::function<void(absl::StatusOr<Answer>)>;
  // Answers `requests` of `group` by `deadline`, the latest of theirs: one
  // answer for each, in their order.
  using Handler = std::function<std::vector<absl::StatusOr<Answer>>(
      const std::string& group, const std::vector<Request>& requests,
      absl::Time deadline)>;

  CallLanes(const LaneOptions& options, Handler handler)
      : handler_(std::move(handler)),
        lanes_(options,
               [this](const std::string& group, std::vector<Pending> batch) {
                 Handle(group, std::move(batch));
               }) {}

  // Queues `request` and calls `done`; see Lanes::Submit. A call whose deadline
  // passes while it waits is not handled: DEADLINE_TOO_SHORT. Fails, without
  // calling `done`, with OVERLOADED, also when the lane would probably not get
  // to it before the deadline.
  absl::Status Submit(std::string group, size_t spread, Request request,
                      absl::Time deadline, Done done, int weight = 1) {
    const auto retry_delay = lanes_.Submit(
        std::move(group), spread,
        {std::move(request), deadline, std::move(done)}, weight, deadline);
    return retry_delay ? Overloaded(*retry_delay) : absl::OkStatus();
  }

  // Fails with OVERLOADED when Submit would now, before any work is done for
  // the request.
  absl::Status CheckRoom(size_t spread, absl::Time deadline) const {
    const auto retry_delay = lanes_.TurnsAway(spread, deadline);
    return retry_delay ? Overloaded(*retry_delay) : absl::OkStatus();
  }

 private:
  struct Pending {
    Request request;
    absl::Time deadline;
    Done done;
  };

  void Handle(const std::string& group, std::vector<Pending> batch) {
    const absl::Time now = absl::Now();
    absl::Time deadline = now;
    std::vector<Request> requests;
    std::vector<Done> done;
    for (Pending& pending : batch) {
      if (pending.deadline <= now) {
        pending.done(Error(error::v1::DEADLINE_TOO_SHORT,
                           "The call waited longer than its deadline."));
        continue;
      }
      deadline = std::max(deadline, pending.deadline);
      requests.push_back(std::move(pending.request));
      done.push_back(std::move(pending.done));
    }
    if (requests.empty()) return;
    auto answers = handler_(group, requests, deadline);
    for (size_t i = 0; i < done.size(); ++i) done[i](std::move(answers[i]));
  }

  const Handler handler_;
  // Last: it goes first, and finishes what is queued.
  Lanes<Pending> lanes_;
};

}  // namespace rollcall
