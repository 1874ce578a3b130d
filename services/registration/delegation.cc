#include "services/registration/delegation.h"

#include "common/api/enum_text.h"
#include "common/base/status_macros.h"
#include "common/status/error.h"

namespace rollcall::registration {
namespace {

absl::Status CheckQuota(const DelegationName& name, type::v1::Mode mode,
                        const Quota& quota) {
  if (!quota.limit || quota.count <= *quota.limit) return absl::OkStatus();
  return QuotaFull(name, mode);
}

}  // namespace

absl::Status QuotaFull(const DelegationName& name, type::v1::Mode mode) {
  return Error(error::v1::DELEGATION_QUOTA_FULL,
               "The delegation has more members in the mode than its quota "
               "allows, or would have.",
               {{"delegation", name.ToString()}, {"mode", EnumText(mode)}});
}

absl::Status CheckQuotas(const Delegation& delegation) {
  RETURN_IF_ERROR(CheckQuota(delegation.name, type::v1::MODE_IN_PERSON,
                             delegation.in_person));
  return CheckQuota(delegation.name, type::v1::MODE_ONLINE, delegation.online);
}

}  // namespace rollcall::registration
