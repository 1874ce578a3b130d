#include "bench/report/steady_load.h"

namespace rollcall::bench {

SteadyLoad::SteadyLoad(DoorLoad& door, double rate)
    : thread_([this, &door, rate] { door.RunOpenLoop(rate, ended_); }) {}

SteadyLoad::~SteadyLoad() {
  ended_.Notify();
  thread_.join();
}

}  // namespace rollcall::bench
