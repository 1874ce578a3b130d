#include "clients/api/field_path.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/field_mask_util.h"
#include "google/protobuf/util/time_util.h"

#include "common/api/enum_text.h"
#include "common/geo/country.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::client {
namespace {

namespace pb = google::protobuf;

// What people write for a mode.
constexpr std::pair<absl::string_view, absl::string_view> kModeWords[] = {
    {"INPERSON", "IN_PERSON"}, {"ON_SITE", "IN_PERSON"},
    {"ONSITE", "IN_PERSON"},   {"OFFLINE", "IN_PERSON"},
    {"PHYSICAL", "IN_PERSON"}, {"VENUE", "IN_PERSON"},
    {"ON_LINE", "ONLINE"},     {"REMOTE", "ONLINE"},
    {"VIRTUAL", "ONLINE"},
};

// The number of an enum's value that `text` names, else 0.
int EnumNumber(const pb::EnumDescriptor& type, absl::string_view text) {
  std::string word;
  for (const char c : text) {
    word += absl::ascii_isalnum(c) ? absl::ascii_toupper(c) : '_';
  }
  if (&type == pb::GetEnumDescriptor<type::v1::Mode>()) {
    for (const auto& [written, meant] : kModeWords) {
      if (word == written) return ParseEnumText(type, meant);
    }
  }
  // As JSON spells it.
  if (const auto* value = type.FindValueByName(word)) return value->number();
  return ParseEnumText(type, word);
}

absl::Status SetEnum(pb::Message& message, const pb::FieldDescriptor& field,
                     absl::string_view text) {
  const pb::EnumDescriptor& type = *field.enum_type();
  const int number = EnumNumber(type, text);
  if (number == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Write one of: ", absl::StrJoin(EnumWords(type), ", "), "."));
  }
  const pb::Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    reflection.AddEnumValue(&message, &field, number);
  } else {
    reflection.SetEnumValue(&message, &field, number);
  }
  return absl::OkStatus();
}

absl::Status SetString(pb::Message& message, const pb::FieldDescriptor& field,
                       const std::string& text) {
  std::string value = text;
  if (field.name() == "country_code" && !text.empty()) {
    const geo::Country* country = geo::FindCountryByText(text);
    if (country == nullptr) {
      return absl::InvalidArgumentError(
          "Write the ISO 3166-1 alpha-2 code, such as CN, or the English "
          "name of the country.");
    }
    value = country->code;
  }
  const pb::Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    reflection.AddString(&message, &field, value);
  } else {
    reflection.SetString(&message, &field, value);
  }
  return absl::OkStatus();
}

absl::Status SetNumber(pb::Message& message, const pb::FieldDescriptor& field,
                       absl::string_view text) {
  const pb::Reflection& reflection = *message.GetReflection();
  int32_t number = 0;
  int64_t wide_number = 0;
  if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_INT32 &&
      absl::SimpleAtoi(text, &number)) {
    reflection.SetInt32(&message, &field, number);
  } else if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_INT64 &&
             absl::SimpleAtoi(text, &wide_number)) {
    reflection.SetInt64(&message, &field, wide_number);
  } else {
    return absl::InvalidArgumentError("Write a whole number.");
  }
  return absl::OkStatus();
}

absl::Status SetBool(pb::Message& message, const pb::FieldDescriptor& field,
                     absl::string_view text) {
  bool value = false;
  if (!absl::SimpleAtob(text, &value)) {
    return absl::InvalidArgumentError("Write yes or no.");
  }
  message.GetReflection()->SetBool(&message, &field, value);
  return absl::OkStatus();
}

// Times, durations and field masks.
absl::Status SetMessage(pb::Message& message, const std::string& text) {
  if (auto* time = dynamic_cast<pb::Timestamp*>(&message)) {
    return pb::util::TimeUtil::FromString(text, time)
               ? absl::OkStatus()
               : absl::InvalidArgumentError(
                     "Write a time such as 2022-09-03T09:00:00+08:00.");
  }
  if (auto* duration = dynamic_cast<pb::Duration*>(&message)) {
    return pb::util::TimeUtil::FromString(text, duration)
               ? absl::OkStatus()
               : absl::InvalidArgumentError("Write seconds such as 900s.");
  }
  if (auto* mask = dynamic_cast<pb::FieldMask*>(&message)) {
    pb::util::FieldMaskUtil::FromString(text, mask);
    return absl::OkStatus();
  }
  return absl::InternalError("The field takes no text.");
}

std::string ScalarText(const pb::Message& message,
                       const pb::FieldDescriptor& field, int index) {
  const pb::Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  std::string scratch;
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING: {
      const std::string& text =
          repeated ? reflection.GetRepeatedStringReference(message, &field,
                                                           index, &scratch)
                   : reflection.GetStringReference(message, &field, &scratch);
      return field.type() == pb::FieldDescriptor::TYPE_BYTES
                 ? absl::Base64Escape(text)
                 : text;
    }
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          repeated ? reflection.GetRepeatedEnumValue(message, &field, index)
                   : reflection.GetEnumValue(message, &field);
      return number == 0 ? "" : EnumText(*field.enum_type(), number);
    }
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(message, &field));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(message, &field));
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(reflection.GetDouble(message, &field));
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "yes" : "no";
    default:
      return {};
  }
}

std::string ElementText(const pb::Message& message,
                        const pb::FieldDescriptor& field, int index) {
  if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) {
    return ScalarText(message, field, index);
  }
  const pb::Reflection& reflection = *message.GetReflection();
  return MessageText(field.is_repeated()
                         ? reflection.GetRepeatedMessage(message, &field, index)
                         : reflection.GetMessage(message, &field));
}

// A field's value within its message: what does not speak for itself, as a
// number, after the field's name.
std::string PartText(const pb::Message& message,
                     const pb::FieldDescriptor& field) {
  const std::string text = FieldText(message, field);
  const bool speaks_for_itself =
      field.cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING ||
      field.cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM || IsGroup(field);
  return speaks_for_itself ? text : absl::StrCat(field.name(), " ", text);
}

}  // namespace

bool IsGroup(const pb::FieldDescriptor& field) {
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->file()->package() != "google.protobuf";
}

const pb::FieldDescriptor* FindField(const pb::Descriptor& type,
                                     absl::string_view path) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const pb::FieldDescriptor* field = type.FindFieldByName(parts.first);
  if (parts.second.empty() || field == nullptr) return field;
  return FindField(*field->message_type(), parts.second);
}

absl::Status SetField(pb::Message& message, absl::string_view path,
                      const std::string& text) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const pb::FieldDescriptor& field =
      *message.GetDescriptor()->FindFieldByName(parts.first);
  if (!parts.second.empty()) {
    return SetField(*message.GetReflection()->MutableMessage(&message, &field),
                    parts.second, text);
  }
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return SetString(message, field, text);
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(message, field, text);
    case pb::FieldDescriptor::CPPTYPE_INT32:
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return SetNumber(message, field, text);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return SetBool(message, field, text);
    default:
      return SetMessage(
          *message.GetReflection()->MutableMessage(&message, &field), text);
  }
}

std::vector<std::string> EnumWords(const pb::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 1; i < type.value_count(); ++i) {
    words.push_back(
        absl::AsciiStrToLower(EnumText(type, type.value(i)->number())));
  }
  return words;
}

std::string MessageText(const pb::Message& message) {
  if (const auto* time = dynamic_cast<const pb::Timestamp*>(&message)) {
    return pb::util::TimeUtil::ToString(*time);
  }
  if (const auto* duration = dynamic_cast<const pb::Duration*>(&message)) {
    return pb::util::TimeUtil::ToString(*duration);
  }
  std::vector<const pb::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return absl::StrJoin(fields, ", ",
                       [&message](std::string* out, const auto* field) {
                         absl::StrAppend(out, PartText(message, *field));
                       });
}

std::string FieldText(const pb::Message& message, absl::string_view path) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const pb::FieldDescriptor& field =
      *message.GetDescriptor()->FindFieldByName(parts.first);
  if (parts.second.empty()) return FieldText(message, field);
  const pb::Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return FieldText(reflection.GetMessage(message, &field), parts.second);
  }
  std::vector<std::string> texts;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    texts.push_back(FieldText(reflection.GetRepeatedMessage(message, &field, i),
                              parts.second));
  }
  return absl::StrJoin(texts, ", ");
}

std::string FieldText(const pb::Message& message,
                      const pb::FieldDescriptor& field) {
  const pb::Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    if (field.has_presence() && !reflection.HasField(message, &field)) {
      return {};
    }
    return ElementText(message, field, 0);
  }
  std::vector<std::string> texts;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    texts.push_back(ElementText(message, field, i));
  }
  return absl::StrJoin(texts, ", ");
}

}  // namespace rollcall::client
