#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "tests/simulation/database.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/kiosk.h"
#include "tests/simulation/scene.h"

// Who and what a run is of, as the dice have it.
namespace rollcall::simulation {

// By the ids of their registrations.
using People = std::map<std::string, Person>;

// When the event begins.
absl::Time Start();

// Some time at which something may happen: until the event is over.
absl::Duration Sometime(Dice& dice);

Scene MakeScene(Dice& dice);

People MakePeople(Dice& dice);

// Kiosks at the doors of `scene`, which know most of `people`.
std::vector<KioskOptions> MakeKiosks(const Scene& scene, const People& people,
                                     Dice& dice);

// A code that somebody may present: of one of `people`, a valid or a former
// one, or one that at most devices know.
std::string AnyCode(const People& people, Dice& dice);

}  // namespace rollcall::simulation
