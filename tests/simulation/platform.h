#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/presence_event.pb.h"
#include "tests/simulation/network.h"

namespace rollcall::simulation {

// Something that a platform has seen, and what became of telling about it.
struct Observation {
  checkin::v1::PresenceEvent event;
  absl::Time time;
  bool is_acknowledged = false;
  // The outcomes that were answered.
  std::vector<checkin::v1::ReportPresenceResponse::Result::Outcome> outcomes;
};

// A streaming platform, which reports what it has seen at least once: late, in
// any order, repeated, and cut in any way.
class Platform {
 public:
  // All of them outlive the platform.
  Platform(std::string event, std::string source, Dice& dice,
           Timeline& timeline, Network& network)
      : event_(std::move(event)),
        source_(std::move(source)),
        dice_(dice),
        timeline_(timeline),
        network_(network) {}

  // Sees `event` at `time`.
  void See(checkin::v1::PresenceEvent event, absl::Time time);
  // Reports some of what it has seen by now.
  void Report();
  // Reports all of it once more, if it has been reported.
  void ReportAgain();

  bool HasToReport() const;
  const std::string& event() const { return event_; }
  const std::string& source() const { return source_; }
  const std::vector<Observation>& seen() const { return seen_; }

 private:
  // Reports these, by their positions.
  void Send(const std::vector<size_t>& positions);

  const std::string event_;
  const std::string source_;
  Dice& dice_;
  Timeline& timeline_;
  Network& network_;
  std::vector<Observation> seen_;
};

}  // namespace rollcall::simulation
