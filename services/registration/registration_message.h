#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/registration_service.pb.h"
#include "services/registration/life_cycle.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// Reads the part of `message` that callers write, noting in `check` what is
// wrong with it under the path `field`, empty for the message itself. Sessions
// must be of `event`. `email` says whether the person needs one.
Registration ParseRegistration(absl::string_view field,
                               const v1::Registration& message,
                               const EventName& event, FieldChecker& check,
                               Requirement email = Requirement::kRequired);

// Reads whom a place is transferred to: the person, country and sector of
// `message`.
Registration ParseSuccessor(absl::string_view field,
                            const v1::Registration& message,
                            FieldChecker& check,
                            Requirement email = Requirement::kRequired);

// Reads who ends a registration.
Ending ParseEnding(v1::CancelRegistrationRequest::Initiator initiator,
                   FieldChecker& check);

// Reads which fields `request` changes, noting in `check` what is wrong. `mode`
// and `delegation` are among them only where they are set without a mask.
google::protobuf::FieldMask ParseMask(
    const v1::UpdateRegistrationRequest& request, FieldChecker& check);

// What `stored` becomes when `fields`, as ParseMask gave them, are as in
// `message`. Fails with INVALID_FIELD, also for a mode or a delegation that is
// not the stored one.
absl::StatusOr<Registration> Merge(const Registration& stored,
                                   const v1::Registration& message,
                                   const google::protobuf::FieldMask& fields);

// Reads the filter of a list.
RegistrationFilter ParseFilter(const v1::ListRegistrationsRequest& request,
                               FieldChecker& check);

// Renders all of `registration`.
void Render(const Registration& registration, v1::Registration& out);

}  // namespace rollcall::registration
