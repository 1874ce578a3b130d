#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>

#include "absl/time/time.h"

#include "tests/fault/diary.h"
#include "tests/fault/load.h"
#include "tests/fault/site.h"
#include "tests/harness/forum.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

struct TrialOptions {
  // Where the trial itself looks what the database has. Never through what is
  // broken.
  std::string database_url;
  // Where the services find the database; empty means there.
  std::string services_url = {};
  // Of the services.
  Environment environment = {};
  // See Load.
  absl::Duration clock_error = absl::ZeroDuration();
  // Where the clients find the services; nothing means where they are.
  std::function<Addresses(Site& site)> find = {};
};

// One fault, again and again, under a load of clients on two instances of each
// service, and the judgement at the end.
class Trial {
 public:
  // Starts services and clients. `name` names the fault.
  Trial(std::string name, const TrialOptions& options);

  // Has the fault happen once, after some answers: does `harm`, then `mend`,
  // and waits until a scan that is made from then on is answered, and until
  // every service has answered again.
  void Cycle(const std::function<void()>& harm,
             const std::function<void()>& mend);
  // As Cycle, for harm that mends itself: the time counts from its begin.
  void Cycle(const std::function<void()>& harm);

  // Stops the clients. Fails the test for whatever is lost, phantom, duplicate
  // or stale, for an answer that is another one now, and where sums are not
  // those of a recount. Prints the result. `target` is how soon after what
  // mended a scan should be answered, which is judged where faults have the
  // machine to themselves.
  void Judge(absl::Duration target = absl::InfiniteDuration());

  Site& site() { return site_; }
  Diary& diary() { return diary_; }
  std::mt19937_64& random() { return random_; }

 private:
  // Counts one more, whose time began at `begin`.
  void AwaitSuccess(absl::Time begin);
  void AskAgain();

  const std::string name_;
  const std::string database_url_;
  const bool clocks_agree_;
  const ScratchFolder folder_;
  std::mt19937_64 random_;
  Site site_;
  Forum forum_;
  Diary diary_;
  Load load_;
  int cycles_ = 0;
  // The longest that it took from what mended to the answer to a scan.
  absl::Duration longest_;
};

}  // namespace rollcall::testing
