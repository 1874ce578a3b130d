#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "tests/simulation/service.h"

namespace rollcall::simulation {

// What is between the callers and the instances of the service: takes a call to
// any of them, sooner or later, or loses it or its answer.
class Network {
 public:
  // All of them outlive the network.
  Network(Dice& dice, Timeline& timeline, Database& database,
          std::vector<std::unique_ptr<Service>>& services)
      : dice_(dice),
        timeline_(timeline),
        database_(database),
        services_(services) {}

  // Has some instance `serve`, which gets what to answer by. `reply` is called
  // once: with the answer or, when none has come for `patience`, with
  // UNAVAILABLE.
  template <typename Response>
  void Call(absl::Duration patience,
            std::function<void(Service&, const Reply<Response>&)> serve,
            Reply<Response> reply) {
    auto once = std::make_shared<Reply<Response>>(std::move(reply));
    const auto answer = [once](const absl::StatusOr<Response>& response) {
      if (const Reply<Response> waiting = std::exchange(*once, nullptr)) {
        waiting(response);
      }
    };
    timeline_.In(patience, [answer] {
      answer(absl::UnavailableError("No answer has come."));
    });
    if (IsLost()) return;
    // What is between may send it twice.
    if (dice_.Chance(database_.faults.repetition)) Deliver(serve, answer);
    Deliver(std::move(serve), answer);
  }

  // Has lanes work, some time soon.
  void HaveWork() {
    timeline_.In(absl::Milliseconds(dice_.Between(1, 400)), [this] {
      if (Service* service = Find()) {
        service->Work();
        HaveWork();
      }
    });
  }

  // An instance that has something to do and can, or null.
  Service* Find() {
    std::vector<Service*> able;
    for (const auto& service : services_) {
      if (service->HasWork()) able.push_back(service.get());
    }
    return able.empty() ? nullptr : dice_.Pick(able);
  }

 private:
  template <typename Response, typename Answer>
  void Deliver(std::function<void(Service&, const Reply<Response>&)> serve,
               const Answer& answer) {
    timeline_.In(Delay(), [this, serve = std::move(serve), answer] {
      Service& service =
          *services_[dice_.Below(static_cast<int>(services_.size()))];
      serve(service, [this, answer](const absl::StatusOr<Response>& response) {
        if (IsLost()) return timeline_.Tell("  an answer is lost");
        timeline_.In(Delay(), [answer, response] { answer(response); });
      });
      HaveWork();
    });
  }

  bool IsLost() { return dice_.Chance(database_.faults.network); }
  // Most calls take a moment, some of them long.
  absl::Duration Delay() {
    return absl::Milliseconds(dice_.Chance(90) ? dice_.Between(1, 50)
                                               : dice_.Between(50, 4000));
  }

  Dice& dice_;
  Timeline& timeline_;
  Database& database_;
  std::vector<std::unique_ptr<Service>>& services_;
};

}  // namespace rollcall::simulation
