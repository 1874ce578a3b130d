#include <map>
#include <utility>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/api/limits.h"
#include "common/base/utf8.h"
#include "tests/fuzz/request.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

using google::protobuf::FieldDescriptor;

// A text's code points, a list's entries.
const std::map<std::string, size_t>& Sizes() {
  static const auto& sizes = *new std::map<std::string, size_t>{
      {"Event.title", limits::kMaxTitle},
      {"Event.theme", limits::kMaxTheme},
      {"Event.edition", limits::kMaxEdition},
      {"Event.host_fair", limits::kMaxTitle},
      {"Event.venue", limits::kMaxTitle},
      {"Event.city", limits::kMaxTitle},
      {"Event.country_code", 2},
      {"Event.time_zone", limits::kMaxTimeZoneBytes},
      {"Event.sectors", limits::kMaxSectors},
      {"Event.partners", limits::kMaxPartners},
      {"Sector.sector_id", limits::kMaxSlug},
      {"Sector.display_name", limits::kMaxSectorName},
      {"Partner.display_name", limits::kMaxTitle},
      {"Session.title", limits::kMaxTitle},
      {"Session.description", limits::kMaxDescription},
      {"Session.room", limits::kMaxRoom},
      {"Session.speakers", limits::kMaxSpeakers},
      {"Session.launches", limits::kMaxLaunches},
      {"Session.allowed_modes", 2},
      {"Speaker.honorific", limits::kMaxHonorific},
      {"Speaker.full_name", limits::kMaxPersonName},
      {"Speaker.job_title", limits::kMaxTitle},
      {"Speaker.affiliation", limits::kMaxTitle},
      {"Speaker.country_code", 2},
      {"Launch.title", limits::kMaxTitle},
      {"AdmissionPolicy.devices", limits::kMaxDoorDevices},
      {"Registration.country_code", 2},
      {"Registration.sector_id", limits::kMaxSlug},
      {"Registration.sessions", limits::kMaxIncludedSessions},
      {"Person.display_name", limits::kMaxPersonName},
      {"Person.email", limits::kMaxEmail},
      {"Person.external_id", limits::kMaxForeignId},
      {"Person.organization", limits::kMaxTitle},
      {"Person.job_title", limits::kMaxTitle},
      {"Delegation.display_name", limits::kMaxTitle},
      {"Delegation.country_code", 2},
      {"Delegation.organization", limits::kMaxTitle},
  };
  return sizes;
}

// The least and the greatest of a number; of a duration, of its seconds.
const std::map<std::string, std::pair<int64_t, int64_t>>& Ranges() {
  const auto seconds = [](absl::Duration duration) {
    return absl::ToInt64Seconds(duration);
  };
  static const auto& ranges =
      *new std::map<std::string, std::pair<int64_t, int64_t>>{
          {"Event.online_attendance_threshold",
           {1, seconds(limits::kMaxThreshold)}},
          {"Event.offer_duration", {1, seconds(limits::kMaxOffer)}},
          {"AttendanceRule.present_percent", {0, 100}},
          {"AttendanceRule.partial_percent", {0, 100}},
          {"AttendanceRule.partial_duration",
           {1, seconds(limits::kMaxThreshold)}},
          {"Capacity.in_person", {0, limits::kMaxPlaces}},
          {"Capacity.online", {0, limits::kMaxPlaces}},
          {"AdmissionPolicy.opens_before",
           {0, seconds(limits::kMaxDoorOffset)}},
          {"AdmissionPolicy.closes_after",
           {0, seconds(limits::kMaxDoorOffset)}},
          {"Registration.waitlist_priority", {-1000, 1000}},
          {"DelegationQuota.in_person", {0, limits::kMaxDelegationQuota}},
          {"DelegationQuota.online", {0, limits::kMaxDelegationQuota}},
      };
  return ranges;
}

// Of what has no line in Sizes: names of resources, enum values and the like.
constexpr size_t kOtherwise = 200;

size_t SizeOf(const FieldDescriptor& field) {
  const auto found =
      Sizes().find(field.containing_type()->name() + "." + field.name());
  return found == Sizes().end() ? kOtherwise : found->second;
}

void RequireInRange(const FieldDescriptor& field, int64_t value) {
  const auto found =
      Ranges().find(field.containing_type()->name() + "." + field.name());
  if (found == Ranges().end()) return;
  Require(value >= found->second.first && value <= found->second.second,
          field.full_name().c_str());
}

void RequireMessage(const FieldDescriptor& field, const Message& value) {
  if (const auto* duration =
          dynamic_cast<const google::protobuf::Duration*>(&value)) {
    RequireInRange(field, duration->seconds());
  } else if (const auto* time =
                 dynamic_cast<const google::protobuf::Timestamp*>(&value)) {
    // From 1970 on, since that is what an unset output is, to 9999.
    Require(time->seconds() >= 0 && time->seconds() < 253402300800 &&
                time->nanos() >= 0 && time->nanos() % 1000 == 0,
            field.full_name().c_str());
  } else {
    RequireLimits(value);
  }
}

}  // namespace

void RequireText(const std::string& text, size_t max_length) {
  Require(IsUtf8Text(text), "what is accepted can be stored");
  Require(Utf8Length(text) <= max_length, "what is accepted is not too long");
}

void RequireLimits(const Message& resource) {
  const auto& reflection = *resource.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(resource, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size =
        field->is_repeated() ? reflection.FieldSize(resource, field) : 1;
    if (field->is_repeated()) {
      Require(static_cast<size_t>(size) <= SizeOf(*field),
              field->full_name().c_str());
    }
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        RequireMessage(*field,
                       field->is_repeated()
                           ? reflection.GetRepeatedMessage(resource, field, i)
                           : reflection.GetMessage(resource, field));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        RequireText(field->is_repeated()
                        ? reflection.GetRepeatedString(resource, field, i)
                        : reflection.GetString(resource, field),
                    field->is_repeated() ? kOtherwise : SizeOf(*field));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 &&
                 !field->is_repeated()) {
        RequireInRange(*field, reflection.GetInt32(resource, field));
      }
    }
  }
}

}  // namespace rollcall::fuzz
