#include "services/reporting/attendee_message.h"

#include "absl/strings/str_cat.h"

#include "common/api/timestamp.h"
#include "services/reporting/breakdown_message.h"

namespace rollcall::reporting {
namespace {

Bucket BucketOf(v1::Attendee::Attendance attendance) {
  switch (attendance) {
    case v1::Attendee::ATTENDANCE_PARTIAL:
      return Bucket::kPartial;
    case v1::Attendee::ATTENDANCE_IN_PERSON_ONLY:
      return Bucket::kInPersonOnly;
    case v1::Attendee::ATTENDANCE_ONLINE_ONLY:
      return Bucket::kOnlineOnly;
    case v1::Attendee::ATTENDANCE_BOTH:
      return Bucket::kBoth;
    default:
      return Bucket::kNone;
  }
}

v1::Attendee::Attendance AttendanceOf(Bucket bucket) {
  switch (bucket) {
    case Bucket::kPartial:
      return v1::Attendee::ATTENDANCE_PARTIAL;
    case Bucket::kInPersonOnly:
      return v1::Attendee::ATTENDANCE_IN_PERSON_ONLY;
    case Bucket::kOnlineOnly:
      return v1::Attendee::ATTENDANCE_ONLINE_ONLY;
    case Bucket::kBoth:
      return v1::Attendee::ATTENDANCE_BOTH;
    case Bucket::kNone:
      break;
  }
  return v1::Attendee::ATTENDANCE_NONE;
}

}  // namespace

AttendeeFilter ParseAttendeeFilter(const v1::PeopleFilter& people,
                                   const Attendances& attendances,
                                   const EventName& event,
                                   FieldChecker& check) {
  AttendeeFilter filter;
  filter.people = ParseFilter(people, event, check);
  for (int i = 0; i < attendances.size(); ++i) {
    filter.buckets.insert(BucketOf(
        check.Value(absl::StrCat("attendances[", i, "]"),
                    static_cast<v1::Attendee::Attendance>(attendances[i]))));
  }
  return filter;
}

void Render(const Attendee& attendee, const EventName& event,
            v1::Attendee& out) {
  out.set_registration(
      RegistrationName{event.event, attendee.registration}.ToString());
  out.set_display_name(attendee.display_name);
  out.set_email(attendee.email);
  out.set_organization(attendee.organization);
  out.set_job_title(attendee.job_title);
  out.set_external_id(attendee.external_id);
  out.set_country_code(attendee.country_code);
  out.set_sector_id(attendee.sector_id);
  if (!attendee.delegation.empty()) {
    out.set_delegation(
        DelegationName{event.event, attendee.delegation}.ToString());
  }
  out.set_mode(attendee.mode);
  out.set_confirmed(attendee.confirmed);
  out.set_attendance(AttendanceOf(attendee.bucket));
  RenderDuration(absl::Seconds(attendee.online_seconds),
                 *out.mutable_online_duration());
  RenderDuration(absl::Seconds(attendee.in_person_seconds),
                 *out.mutable_in_person_duration());
  if (attendee.first_time) {
    RenderTime(*attendee.first_time, *out.mutable_first_time());
  }
  if (attendee.last_time) {
    RenderTime(*attendee.last_time, *out.mutable_last_time());
  }
}

}  // namespace rollcall::reporting
