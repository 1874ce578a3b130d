#pragma once

#include <optional>

#include "absl/status/statusor.h"

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "services/registration/delegation.h"

namespace rollcall::registration {

// Reads the delegation of a CreateDelegationRequest for `event`, noting in
// `check` what is wrong with it. Its name is left empty.
Delegation ParseDelegation(const v1::Delegation& message,
                           const EventName& event, FieldChecker& check);

// Reads which fields `request` changes, noting in `check` what is wrong.
google::protobuf::FieldMask ParseMask(
    const v1::UpdateDelegationRequest& request, FieldChecker& check);

// What `stored` becomes when `fields`, as ParseMask gave them, are as in
// `message`. The counts of the quota stay. Fails with INVALID_FIELD.
absl::StatusOr<Delegation> Merge(const Delegation& stored,
                                 const v1::Delegation& message,
                                 const google::protobuf::FieldMask& fields);

// Reads the name of a delegation of `event` from a field that may be empty.
std::optional<DelegationName> ParseDelegationOf(const EventName& event,
                                                absl::string_view field,
                                                const std::string& text,
                                                FieldChecker& check);

// Renders all of `delegation`.
void Render(const Delegation& delegation, v1::Delegation& out);

}  // namespace rollcall::registration
