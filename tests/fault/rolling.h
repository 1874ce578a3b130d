#pragma once

#include <string>

#include "tests/fault/site.h"
#include "tests/fault/steady_load.h"
#include "tests/harness/edge.h"
#include "tests/harness/forum.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

namespace rollcall::testing {

// Two instances of each service behind nginx, and clients who call through it
// by the service config that all are told to use.
class Rolling {
 public:
  // Begins with the load.
  Rolling();

  // How soon the next instance is restarted after one that serves again.
  enum class Pace {
    // At once.
    kHasty,
    // When nginx has given it a call.
    kCareful,
  };
  // Restarts every instance, one after the other, under the load. Each has to
  // end by itself.
  void RestartAll(Pace pace);

  // Ends the load, fails the test for whatever SteadyLoad finds, and prints the
  // result.
  void Judge(const std::string& name);

  const Postgres& postgres() const { return postgres_; }
  Site& site() { return site_; }
  SteadyLoad& load() { return load_; }

 private:
  void AwaitCall(Role role, int instance);

  const Postgres postgres_;
  Site site_{postgres_.url(), {{"ROLLCALL_METRICS_LISTEN", OwnAddress()}}};
  const Edge edge_;
  Forum forum_;
  SteadyLoad load_;
};

}  // namespace rollcall::testing
