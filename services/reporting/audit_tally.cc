#include "services/reporting/audit_tally.h"

namespace rollcall::reporting {

void AuditTally::Add(const Audit& audit, absl::Time now) {
  Counter& counter = !audit.NeedsRepair() ? equal_
                     : audit.repaired     ? repaired_
                                          : different_;
  counter.Add();
  differences_ =
      audit.differences + static_cast<int64_t>(audit.miscounted.size());
  seconds_ = absl::ToUnixSeconds(now);
}

void AuditTally::AddTo(metrics::Page& page) const {
  const auto add = [&](const char* result, const Counter& counter) {
    page.AddCounter("rollcall_rollup_audits_total",
                    "Audits of rollups that this instance has made.",
                    {{"result", result}}, counter);
  };
  add("equal", equal_);
  add("different", different_);
  add("repaired", repaired_);
  page.AddGauge("rollcall_rollup_audit_last_timestamp_seconds",
                "When this instance has audited rollups last, since 1970; 0 "
                "before.",
                {}, static_cast<double>(seconds_));
  page.AddGauge("rollcall_rollup_audit_last_differences",
                "Sums and people that the last audit has found to be counted "
                "wrong, also those that it has repaired.",
                {}, static_cast<double>(differences_));
}

}  // namespace rollcall::reporting
