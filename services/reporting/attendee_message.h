#pragma once

#include <string>

#include "common/api/field_checker.h"
#include "common/api/resource_name.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/attendee.h"

namespace rollcall::reporting {

using Attendances = google::protobuf::RepeatedField<int>;

// Reads whom a list of people of `event` is about.
AttendeeFilter ParseAttendeeFilter(const v1::PeopleFilter& people,
                                   const Attendances& attendances,
                                   const EventName& event, FieldChecker& check);

void Render(const Attendee& attendee, const EventName& event,
            v1::Attendee& out);

}  // namespace rollcall::reporting
