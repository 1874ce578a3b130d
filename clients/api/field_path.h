#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace rollcall::client {

// Whether `field` is of messages that have fields of their own to show, unlike
// those that are one value, as a time.
bool IsGroup(const google::protobuf::FieldDescriptor& field);

// The field of a message of `type` at `path`, such as
// `registration.person.email`; null if there is none.
const google::protobuf::FieldDescriptor* FindField(
    const google::protobuf::Descriptor& type, absl::string_view path);

// Sets the field of `message` at `path`
// to what a person wrote: adds to a repeated field, takes a country by code or
// name, an enum's value in any case (`in person`), a bool as `yes` or `no`, a
// time as in RFC 3339, a duration as `900s`, a field mask as `a,b`. The error
// says what to write instead; it does not repeat `text`. The path exists.
absl::Status SetField(google::protobuf::Message& message,
                      absl::string_view path, const std::string& text);

// The words that SetField takes for a value of `type`, as `in_person`.
std::vector<std::string> EnumWords(
    const google::protobuf::EnumDescriptor& type);

// The value at `path` as a table shows it: enums without their prefix, times in
// RFC 3339, bytes in base64, elements of a repeated field with commas. Empty
// when it is not set. The path exists.
std::string FieldText(const google::protobuf::Message& message,
                      absl::string_view path);

// As FieldText, for one field of `message` as a whole.
std::string FieldText(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor& field);

// `message` as FieldText shows it: the values of its fields with commas, those
// that are neither texts nor of an enum after the field's name; or the text
// form that a time has.
std::string MessageText(const google::protobuf::Message& message);

}  // namespace rollcall::client
