#include "clients/api/field_path.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
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
    std::vector<std::string> words;
    for (int i = 1; i < type.value_count(); ++i) {
      words.push_back(
          absl::AsciiStrToLower(EnumText(type, type.value(i)->number())));
    }
    return absl::InvalidArgumentError(
        absl::StrCat("Write one of: ", absl::StrJoin(words, ", "), "."));
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
  int32_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) {
    return absl::InvalidArgumentError("Write a whole number.");
  }
  message.GetReflection()->SetInt32(&message, &field, number);
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

std::string ScalarText(const pb::Message& message,
                       const pb::FieldDescriptor& field, int index) {
  const pb::Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  std::string scratch;
  switch (field.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return repeated
                 ? reflection.GetRepeatedStringReference(message, &field, index,
                                                         &scratch)
                 : reflection.GetStringReference(message, &field, &scratch);
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

}  // namespace

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
      return SetNumber(message, field, text);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return SetBool(message, field, text);
    default:
      break;
  }
  auto* mask = dynamic_cast<pb::FieldMask*>(
      message.GetReflection()->MutableMessage(&message, &field));
  if (mask == nullptr) return absl::InternalError("The field takes no text.");
  pb::util::FieldMaskUtil::FromString(text, mask);
  return absl::OkStatus();
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
                         absl::StrAppend(out, FieldText(message, *field));
                       });
}

std::string FieldText(const pb::Message& message, absl::string_view path) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const pb::FieldDescriptor& field =
      *message.GetDescriptor()->FindFieldByName(parts.first);
  if (parts.second.empty()) return FieldText(message, field);
  return FieldText(message.GetReflection()->GetMessage(message, &field),
                   parts.second);
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
