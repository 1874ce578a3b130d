#include "tests/simulation/oracle.h"

#include "tests/simulation/judges.h"

namespace rollcall::simulation {

std::vector<std::string> FindViolations(const Remains& remains) {
  Violations violations;
  JudgeLedger(remains, violations);
  JudgeStays(remains, violations);
  JudgeConflicts(remains, violations);
  JudgePresence(remains, violations);
  JudgeCounts(remains, violations);
  JudgeCurves(remains, violations);
  return violations.found();
}

}  // namespace rollcall::simulation
