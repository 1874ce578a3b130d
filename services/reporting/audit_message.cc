#include "services/reporting/audit_message.h"

#include "services/reporting/report_message.h"

namespace rollcall::reporting {

void Render(const Audit& audit, v1::AuditRollupsResponse& out) {
  out.set_person_count(audit.people);
  out.set_sum_count(audit.sums);
  out.set_difference_count(audit.differences);
  for (const RollupDifference& difference : audit.first_differences) {
    auto& rendered = *out.add_differences();
    rendered.set_sum(difference.sum);
    rendered.set_number(difference.number);
    rendered.set_recorded_count(difference.recorded);
    rendered.set_recounted_count(difference.recounted);
  }
  out.set_miscounted_person_count(
      static_cast<int64_t>(audit.miscounted.size()));
  out.set_mislaid_person_count(audit.mislaid);
  out.set_repaired(audit.repaired);
  RenderState(audit.state, out);
}

}  // namespace rollcall::reporting
