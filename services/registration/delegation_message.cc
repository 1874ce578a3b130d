#include "services/registration/delegation_message.h"

#include "absl/strings/str_cat.h"

#include "common/api/etag.h"
#include "common/api/field_mask.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/geo/country_field.h"

namespace rollcall::registration {
namespace {

Quota ParseQuota(absl::string_view field, bool is_set, int limit,
                 FieldChecker& check) {
  if (!is_set) return {};
  if (limit < 0 || limit > limits::kMaxDelegationQuota) {
    check.Fail(field, absl::StrCat("Must be from 0 to ",
                                   limits::kMaxDelegationQuota, "."));
  }
  return {limit};
}

std::string ParseHead(const v1::Delegation& message, const EventName& event,
                      FieldChecker& check) {
  if (message.head().empty()) return {};
  constexpr char kField[] = "delegation.head";
  const auto head =
      check.ResourceName<RegistrationName>(kField, message.head());
  if (!head.event.empty() && head.event != event.event) {
    check.Fail(kField, "Must be of the delegation's event.");
  }
  return head.registration;
}

}  // namespace

Delegation ParseDelegation(const v1::Delegation& message,
                           const EventName& event, FieldChecker& check) {
  Delegation delegation;
  delegation.display_name =
      check.Text("delegation.display_name", message.display_name(),
                 limits::kMaxTitle, Requirement::kRequired);
  delegation.country_code = message.country_code();
  geo::CheckCountry("delegation.country_code", delegation.country_code, check);
  delegation.organization =
      check.Text("delegation.organization", message.organization(),
                 limits::kMaxTitle, Requirement::kOptional);
  delegation.head_id = ParseHead(message, event, check);
  const v1::DelegationQuota& quota = message.quota();
  delegation.in_person =
      ParseQuota("delegation.quota.in_person", quota.has_in_person(),
                 quota.in_person(), check);
  delegation.online = ParseQuota("delegation.quota.online", quota.has_online(),
                                 quota.online(), check);
  return delegation;
}

google::protobuf::FieldMask ParseMask(
    const v1::UpdateDelegationRequest& request, FieldChecker& check) {
  return ParseUpdateMask(request.delegation(), request.update_mask(),
                         {"name", "create_time", "etag"}, check);
}

absl::StatusOr<Delegation> Merge(const Delegation& stored,
                                 const v1::Delegation& message,
                                 const google::protobuf::FieldMask& fields) {
  v1::Delegation merged;
  Render(stored, merged);
  MergeFields(message, fields, merged);
  FieldChecker check;
  Delegation changed =
      ParseDelegation(merged, EventName{stored.name.event}, check);
  RETURN_IF_ERROR(check.Check());
  changed.name = stored.name;
  changed.in_person.count = stored.in_person.count;
  changed.online.count = stored.online.count;
  changed.create_time = stored.create_time;
  changed.version = stored.version;
  return changed;
}

std::optional<DelegationName> ParseDelegationOf(const EventName& event,
                                                absl::string_view field,
                                                const std::string& text,
                                                FieldChecker& check) {
  if (text.empty()) return std::nullopt;
  const auto name = check.ResourceName<DelegationName>(field, text);
  if (!name.event.empty() && name.event != event.event) {
    check.Fail(field, "Must be of the same event.");
  }
  return name;
}

void Render(const Delegation& delegation, v1::Delegation& out) {
  out.set_name(delegation.name.ToString());
  out.set_display_name(delegation.display_name);
  out.set_country_code(delegation.country_code);
  out.set_organization(delegation.organization);
  if (!delegation.head_id.empty()) {
    out.set_head(
        RegistrationName{delegation.name.event, delegation.head_id}.ToString());
  }
  const Quota& in_person = delegation.in_person;
  const Quota& online = delegation.online;
  v1::DelegationQuota& quota = *out.mutable_quota();
  if (in_person.limit) quota.set_in_person(static_cast<int>(*in_person.limit));
  if (online.limit) quota.set_online(static_cast<int>(*online.limit));
  quota.set_in_person_count(static_cast<int>(in_person.count));
  quota.set_online_count(static_cast<int>(online.count));
  RenderTime(delegation.create_time, *out.mutable_create_time());
  out.set_etag(EtagOf(delegation.version));
}

}  // namespace rollcall::registration
