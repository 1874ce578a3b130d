#include "tests/simulation/meeting.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/api/resource_name.h"

namespace rollcall::simulation {
namespace {

using checkin::v1::Participant;
using checkin::v1::PresenceEvent;

// One meeting on its way to its platform.
class Meeting {
 public:
  Meeting(std::string instance, const People& people, Platform& platform,
          Dice& dice)
      : instance_(std::move(instance)),
        people_(people),
        platform_(platform),
        dice_(dice) {
    if (dice_.Chance(50)) {
      session_ = SessionName{platform_.event(), dice_.Chance(50) ? "a" : "b"}
                     .ToString();
    }
  }

  void Hold(Visits& visits) {
    for (const auto& [id, person] : people_) {
      if (!dice_.Chance(50)) continue;
      const int connections = dice_.Chance(70) ? 1 : 2;
      for (int c = 0; c < connections; ++c) {
        Connect(absl::StrCat("c", id.substr(35), "-", c), id, person);
      }
    }
    // Whether anything is told that concerns all connections.
    if (dice_.Chance(40)) {
      TellOfAll();
    } else {
      for (auto& [name, told] : told_) {
        visits[{"", platform_.source(), instance_, name}] = std::move(told);
      }
    }
  }

 private:
  PresenceEvent NewEvent(PresenceEvent::Kind kind) const {
    PresenceEvent event;
    event.set_instance_id(instance_);
    event.set_session(session_);
    event.set_kind(kind);
    return event;
  }

  // Somebody comes and goes, once or several times.
  void Connect(const std::string& name, const std::string& id,
               const Person& person) {
    const bool has_heartbeats = dice_.Chance(50);
    absl::Time time = Start() + dice_.Seconds(0, 50 * 60);
    const int count = dice_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      PresenceEvent event = NewEvent(PresenceEvent::KIND_JOIN);
      event.set_connection_id(name);
      // Of events without ids the service makes some.
      const std::string event_id =
          dice_.Chance(80) ? absl::StrCat(instance_, "/", name, "/", i) : "";
      event.set_source_event_id(event_id);
      *event.mutable_participant() = ParticipantOf(id, person);
      platform_.See(event, time);
      event.clear_participant();

      const absl::Time join = time;
      // Where signs of life are told, silence is near.
      const int longest = has_heartbeats ? 600 : 2000;
      const absl::Time leave =
          join + (dice_.Chance(30) ? dice_.Seconds(1, 90)
                                   : dice_.Seconds(90, longest));
      // Some are back at once, some before anybody has noticed.
      time = leave + (dice_.Chance(30) ? dice_.Seconds(0, 90)
                                       : dice_.Seconds(90, 1800));
      Visit& visit = told_[name].emplace_back();
      visit.join = join;
      if (dice_.Chance(70)) {
        event.set_kind(PresenceEvent::KIND_LEAVE);
        if (!event_id.empty()) event.set_source_event_id(event_id + "-");
        platform_.See(event, leave);
        visit.leave = leave;
      }
      ranges_[name].emplace_back(join, leave);
      if (has_heartbeats) Beat(event, leave, time, visit);
    }
  }

  // Signs of life, some of which are missing, and perhaps one that is late:
  // between the visit that ends at `leave` and the one that begins at `next`.
  void Beat(PresenceEvent event, absl::Time leave, absl::Time next,
            Visit& visit) {
    event.clear_source_event_id();
    event.set_kind(PresenceEvent::KIND_HEARTBEAT);
    absl::Time time = visit.join;
    for (int i = dice_.Between(1, 5); i > 0; --i) {
      time += dice_.Seconds(30, 150);
      if (time < leave) visit.heartbeats.push_back(time);
    }
    const absl::Time late = leave + dice_.Seconds(1, 60);
    if (late < next && dice_.Chance(20)) visit.heartbeats.push_back(late);
    for (const absl::Time beat : visit.heartbeats) platform_.See(event, beat);
  }

  Participant ParticipantOf(const std::string& id, const Person& person) {
    Participant participant;
    if (dice_.Chance(50)) {
      participant.set_registration(
          RegistrationName{platform_.event(), id}.ToString());
    }
    if (dice_.Chance(30)) participant.set_external_id(person.external_id);
    if (dice_.Chance(30)) {
      // What they say may be somebody else's.
      const int number = dice_.Below(static_cast<int>(people_.size()));
      participant.set_email(std::next(people_.begin(), number)->second.email);
    }
    if (dice_.Chance(4)) participant.set_kind(Participant::KIND_BOT);
    return participant;
  }

  void TellOfAll() {
    if (dice_.Chance(50)) {
      PresenceEvent event = NewEvent(PresenceEvent::KIND_INSTANCE_STARTED);
      if (dice_.Chance(50)) event.clear_session();
      platform_.See(std::move(event), Start() + dice_.Seconds(0, 15 * 60));
    }
    if (dice_.Chance(50)) {
      platform_.See(NewEvent(PresenceEvent::KIND_INSTANCE_ENDED),
                    Start() + dice_.Seconds(3600, 9000));
    }
    if (dice_.Chance(50)) {
      const absl::Time time = Start() + Sometime(dice_);
      PresenceEvent event = NewEvent(PresenceEvent::KIND_SNAPSHOT);
      for (const auto& [name, ranges] : ranges_) {
        if (std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
              return range.first <= time && time < range.second;
            })) {
          event.add_present_connection_ids(name);
        }
      }
      platform_.See(std::move(event), time);
    }
  }

  const std::string instance_;
  const People& people_;
  Platform& platform_;
  Dice& dice_;
  // Empty when events do not say which one it is.
  std::string session_;
  // By the names of connections: what is told, and when they were there.
  std::map<std::string, std::vector<Visit>> told_;
  std::map<std::string, attendance::TimeRanges> ranges_;
};

}  // namespace

void HoldMeeting(const std::string& instance, const People& people,
                 Platform& platform, Visits& visits, Dice& dice) {
  Meeting(instance, people, platform, dice).Hold(visits);
}

}  // namespace rollcall::simulation
