#include "tests/simulation/run.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"

#include "tests/simulation/cast.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/kiosk.h"
#include "tests/simulation/meeting.h"
#include "tests/simulation/network.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/platform.h"
#include "tests/simulation/repetition.h"

namespace rollcall::simulation {
namespace {

using checkin::v1::Conflict;
using checkin::v1::Decision;
using registration::v1::Registration;

// Everybody and everything of one run.
class World {
 public:
  World(uint64_t seed, bool is_told)
      : dice_(seed),
        timeline_(Start(), is_told),
        database_(dice_, timeline_),
        scene_(MakeScene(dice_)),
        network_(dice_, timeline_, database_, services_) {
    database_.tables.people = MakePeople(dice_);
    MakeServices();
    for (KioskOptions& options :
         MakeKiosks(scene_, database_.tables.people, dice_)) {
      kiosks_.push_back(std::make_unique<Kiosk>(std::move(options), dice_,
                                                timeline_, network_));
    }
    MakePlatforms();
  }

  Outcome Run() {
    Register();
    database_.faults.transaction = dice_.Below(35);
    database_.faults.network = dice_.Below(30);
    database_.faults.repetition = dice_.Below(40);
    PlanScans();
    PlanMishaps();
    PlanWork();
    timeline_.Run();
    GetWell();
    Add(FindViolations({scene_, database_.tables, kiosks_, platforms_, visits_,
                        timeline_.now()}));
    CountKept();
    if (violations_.empty()) {
      Add(Repetition(kiosks_, platforms_, network_, database_, timeline_, dice_)
              .Run());
    }
    for (const auto& service : services_) {
      Add(service->doors().violations());
      Add(service->presence().violations());
    }
    Add(database_.violations());
    return {std::move(violations_), timeline_.story(), timeline_.counts()};
  }

 private:
  void Add(const std::vector<std::string>& violations) {
    violations_.insert(violations_.end(), violations.begin(), violations.end());
  }

  void MakeServices() {
    const int count = dice_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      const LaneOptions lanes = {1, dice_.Between(4, 64), dice_.Between(1, 8),
                                 absl::Milliseconds(dice_.Between(1, 1000))};
      services_.push_back(std::make_unique<Service>(scene_, timeline_,
                                                    database_, lanes, 3 * i));
    }
    database_.between = [this] {
      if (Service* service = network_.Find()) {
        timeline_.Tell("  in between, another transaction");
        timeline_.Count("transaction in between");
        service->Work();
      }
    };
  }

  // In half of the runs there are doors alone.
  void MakePlatforms() {
    if (dice_.Chance(50)) return;
    platforms_.push_back(std::make_unique<Platform>(
        scene_.event, "stream", dice_, timeline_, network_));
    const int count = dice_.Chance(70) ? 1 : 2;
    for (int i = 0; i < count; ++i) {
      HoldMeeting(absl::StrCat("meeting-", i), database_.tables.people,
                  *platforms_.back(), visits_, dice_);
    }
  }

  // All are counted from the beginning.
  void Register() {
    const absl::Status registered =
        database_
            .Transact(0, absl::InfiniteFuture(),
                      [this](Transaction& tx) -> absl::StatusOr<bool> {
                        std::set<std::string> ids;
                        for (const auto& [id, person] : tx.tables().people) {
                          ids.insert(id);
                        }
                        Refresh(tx, scene_.measuring, ids, {});
                        return true;
                      })
            .status();
    if (!registered.ok()) violations_.push_back(registered.ToString());
  }

  void PlanScans() {
    const int count = dice_.Between(4, 16);
    absl::Duration time;
    std::string code;
    auto direction = Decision::DIRECTION_ENTRY;
    for (int i = 0; i < count; ++i) {
      // Most of them are the one before at another door, or once more.
      if (i == 0 || dice_.Chance(40)) {
        time = Sometime(dice_);
        code = AnyCode(database_.tables.people, dice_);
        direction = dice_.Chance(65) ? Decision::DIRECTION_ENTRY
                                     : Decision::DIRECTION_EXIT;
      } else {
        time +=
            absl::Milliseconds(dice_.Chance(60) ? dice_.Between(0, 300)
                                                : dice_.Between(300, 20'000));
      }
      Kiosk& kiosk = *kiosks_[dice_.Below(static_cast<int>(kiosks_.size()))];
      timeline_.In(
          time, [&kiosk, code, direction] { kiosk.Present(code, direction); });
      if (dice_.Chance(8)) {
        timeline_.In(time + dice_.Seconds(3, 1200),
                     [&kiosk] { kiosk.TakeBack(); });
      }
    }
  }

  void PlanMishaps() {
    for (const auto& kiosk : kiosks_) {
      for (int i = dice_.Below(3); i > 0; --i) {
        const absl::Duration from = Sometime(dice_);
        timeline_.In(from, [&kiosk] { kiosk->SetOnline(false); });
        timeline_.In(from + Sometime(dice_) / 2,
                     [&kiosk] { kiosk->SetOnline(true); });
      }
      if (dice_.Chance(20)) {
        timeline_.In(Sometime(dice_), [&kiosk] { kiosk->Crash(); });
      }
    }
    for (int i = dice_.Below(3); i > 0; --i) {
      timeline_.In(Sometime(dice_), [this] { ChangeSomebody(); });
    }
  }

  void ChangeSomebody() {
    const People& people = database_.tables.people;
    const int number = dice_.Below(static_cast<int>(people.size()));
    const std::string id = std::next(people.begin(), number)->first;
    timeline_.Tell("registration changes ", id);
    const absl::Status changed = services_.front()->doors().Change(
        id, dice_.Pick<std::string>({"TH", "JP", "FR"}),
        dice_.Chance(60) ? Registration::STATE_CONFIRMED
                         : Registration::STATE_CANCELLED);
    // Nobody repeats it: it may have failed.
    if (!changed.ok()) timeline_.Count("change that failed");
  }

  void PlanWork() {
    for (const auto& kiosk : kiosks_) {
      for (int i = 0; i < 4; ++i) {
        timeline_.In(Sometime(dice_), [&kiosk] { kiosk->CatchUp(); });
      }
    }
    for (const auto& platform : platforms_) {
      for (const Observation& seen : platform->seen()) {
        if (dice_.Chance(40)) continue;
        timeline_.In(seen.time - timeline_.now() + dice_.Seconds(0, 20),
                     [&platform] { platform->Report(); });
      }
    }
    for (int i = 0; i < 3; ++i) {
      timeline_.In(Sometime(dice_), [this] { DeriveDue(); });
    }
  }

  void DeriveDue() {
    timeline_.Tell("the job derives what is due");
    const absl::Status derived = services_.back()->presence().DeriveDue();
    if (!derived.ok()) timeline_.Count("job that failed");
  }

  bool IsSettled() const {
    return std::none_of(
               kiosks_.begin(), kiosks_.end(),
               [](const auto& kiosk) { return kiosk->HasToCatchUp(); }) &&
           std::none_of(
               platforms_.begin(), platforms_.end(),
               [](const auto& platform) { return platform->HasToReport(); });
  }

  // Nothing goes wrong any more, and what waits is sent.
  void GetWell() {
    constexpr int kMostRounds = 200;
    database_.faults = {};
    timeline_.Tell("everything gets well");
    // Clocks that are behind have to get there, too.
    timeline_.Pass(absl::Hours(1));
    for (const auto& kiosk : kiosks_) kiosk->SetOnline(true);
    for (int round = 0; round < kMostRounds && !IsSettled(); ++round) {
      for (const auto& kiosk : kiosks_) kiosk->CatchUp();
      for (const auto& platform : platforms_) platform->Report();
      timeline_.Run();
    }
    // Time ends what nothing else has ended.
    timeline_.Pass(absl::Hours(48));
    DeriveDue();
  }

  // Counts what has come of the run, as the timeline counts what has happened.
  void CountKept() {
    for (const auto& [id, conflict] : database_.tables.conflicts) {
      timeline_.Count(Conflict::Kind_Name(conflict.kind));
      if (!conflict.holds) timeline_.Count("conflict settled");
    }
    for (const auto& [place, interval] : database_.tables.intervals) {
      timeline_.Count(
          checkin::v1::PresenceInterval::EndSource_Name(interval.end_source));
    }
  }

  Dice dice_;
  Timeline timeline_;
  Database database_;
  const Scene scene_;
  std::vector<std::unique_ptr<Service>> services_;
  Network network_;
  std::vector<std::unique_ptr<Kiosk>> kiosks_;
  std::vector<std::unique_ptr<Platform>> platforms_;
  Visits visits_;
  std::vector<std::string> violations_;
};

}  // namespace

Outcome Simulate(uint64_t seed, bool is_told) {
  return World(seed, is_told).Run();
}

}  // namespace rollcall::simulation
