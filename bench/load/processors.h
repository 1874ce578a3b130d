#pragma once

#include <functional>
#include <sched.h>

namespace rollcall::bench {

// Shares out the processors for as long as this lives: half of them, rounded
// up, are for the servers, PostgreSQL's and those that Start starts, and the
// others for this process. So a generator of load takes nothing from what it
// measures, however much it offers. A machine with one processor is left as it
// is. Root's generator also goes before whatever else the machine does.
class Processors {
 public:
  Processors();
  ~Processors();

  // Runs `body`, which starts servers.
  void Start(const std::function<void()>& body) const;

 private:
  cpu_set_t all_;
  cpu_set_t of_servers_;
  cpu_set_t of_this_;
};

}  // namespace rollcall::bench
