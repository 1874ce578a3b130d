#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/base/lane_tally.h"
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
        {std::move(request), deadline, std::move(done), weight, absl::Now()},
        weight, deadline);
    return Taken(retry_delay);
  }

  // Fails with OVERLOADED when Submit would now, before any work is done for
  // the request.
  absl::Status CheckRoom(size_t spread, absl::Time deadline) {
    return Taken(lanes_.TurnsAway(spread, deadline));
  }

  // What has been done so far, and the weight of what waits.
  const LaneTally& tally() const { return tally_; }
  int64_t QueuedWeight() const { return lanes_.QueuedWeight(); }

 private:
  struct Pending {
    Request request;
    absl::Time deadline;
    Done done;
    int weight;
    absl::Time begin;
  };

  absl::Status Taken(const std::optional<absl::Duration>& retry_delay) {
    if (!retry_delay) return absl::OkStatus();
    tally_.turned_away.Add();
    return Overloaded(*retry_delay);
  }

  void Handle(const std::string& group, std::vector<Pending> batch) {
    const absl::Time now = absl::Now();
    absl::Time deadline = now;
    int weight = 0;
    std::vector<Request> requests;
    std::vector<Done> done;
    std::vector<absl::Time> begins;
    for (Pending& pending : batch) {
      if (pending.deadline <= now) {
        tally_.expired.Add();
        pending.done(Error(error::v1::DEADLINE_TOO_SHORT,
                           "The call waited longer than its deadline."));
        continue;
      }
      deadline = std::max(deadline, pending.deadline);
      requests.push_back(std::move(pending.request));
      done.push_back(std::move(pending.done));
      weight += pending.weight;
      begins.push_back(pending.begin);
    }
    if (requests.empty()) return;
    auto answers = handler_(group, requests, deadline);
    const absl::Time end = absl::Now();
    tally_.batch_weight.Observe(weight);
    tally_.batch_time.Observe(end - now);
    for (const absl::Time begin : begins) tally_.call_time.Observe(end - begin);
    for (size_t i = 0; i < done.size(); ++i) done[i](std::move(answers[i]));
  }

  const Handler handler_;
  LaneTally tally_;
  // Last: it goes first, and finishes what is queued.
  Lanes<Pending> lanes_;
};

}  // namespace rollcall
