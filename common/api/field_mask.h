#pragma once

#include <string>
#include <vector>

#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

#include "common/api/field_checker.h"

namespace rollcall {

// Which fields of `resource`, as a request brings it, an update changes by its
// field `update_mask` (AIP-134): paths such as `title` or `person.email`. An
// empty mask means every field that is set, `*` every field. Fields of
// `output_only` and what is in them are left out, whoever names them. A path
// that names no field is a violation.
google::protobuf::FieldMask ParseUpdateMask(
    const google::protobuf::Message& resource,
    const google::protobuf::FieldMask& mask,
    const std::vector<std::string>& output_only, FieldChecker& check);

// Replaces `fields` of `stored`, as ParseUpdateMask gave them, by those of
// `resource`, a message of the same type. A field that is not set there is
// cleared; a repeated or message field is replaced as a whole.
void MergeFields(const google::protobuf::Message& resource,
                 const google::protobuf::FieldMask& fields,
                 google::protobuf::Message& stored);

// The paths of `fields` with commas between: names, and nothing that a caller
// made up.
std::string TextOf(const google::protobuf::FieldMask& fields);

}  // namespace rollcall
