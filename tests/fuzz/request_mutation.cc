#include "tests/fuzz/request_mutation.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/page.h"
#include "tests/fuzz/request.h"

namespace rollcall::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

constexpr char kUuid[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

template <typename T>
const T& OneOf(const std::vector<T>& values, std::mt19937& random) {
  return values[random() % values.size()];
}

const std::vector<std::string>& Texts() {
  const auto name = [](const char* collection) {
    return absl::StrCat("events/forum/", collection, "/", kUuid);
  };
  static const auto& texts = *new std::vector<std::string>{
      "",
      "a",
      "forum",
      "events/forum",
      "events/other",
      "events/forum/sessions/opening",
      "events/forum/sessions/venue",
      "events/other/sessions/opening",
      name("registrations"),
      name("devices"),
      name("delegations"),
      name("conflicts"),
      name("unmatched"),
      kUuid,
      "018F2D5E-7C3A-7B60-9A4E-5D2B8C1F0E94",
      "00000000-0000-0000-0000-000000000000",
      "CN",
      "cn",
      "156",
      "media",
      "Asia/Shanghai",
      "UTC",
      "../etc/passwd",
      "Ada@Example.org",
      "ada+forum@example.org",
      " @ ",
      "0000-0010-*",
      "zoom",
      "import-1",
      std::string(1, '\0'),
      std::string("Ada\0", 4),
      "\t\n",
      "\r",
      "\x7f",
      "\u0085",
      "\u00e9",
      "\u4e2d\u6587",
      "\U0001F600",
      "e\u0301",
      "\ufb01",
      "\u0345",
      "%_\\",
      std::string(63, 'a'),
      std::string(64, 'a'),
      std::string(65, 'a'),
      std::string(128, 'a'),
      std::string(129, 'a'),
      std::string(254, 'a'),
      std::string(300, 'a'),
      std::string(301, 'a'),
      std::string(500, 'a'),
      std::string(501, 'a'),
      std::string(2001, 'a'),
      absl::StrCat(std::string(42, 'a'), "\u4e2d", std::string(84, 'a')),
      "name",
      "title",
      "*",
      "mode",
      "person",
      "person.email",
      "admission",
      "admission.devices",
      "capacity.online",
      "start_time.seconds",
      "delegation",
      "sessions",
      "start_time",
      "attendance_rule",
      RenderPageToken("manifest/forum", "7"),
      RenderPageToken("manifest/forum", "-9223372036854775808")};
  return texts;
}

const std::vector<int64_t>& Numbers() {
  static const auto& numbers = *new std::vector<int64_t>{
      0, 1, 2, -1, 7, 50, 100, 101, 300, 999, 1000, 1001, -1000, -1001, 10000,
      10001, 10000000, 10000001, 60, 90, 900, 3600, 86400, 86401, 2592000,
      31622400, 31622401, 999999999, 1000000000,
      // 1999-12-31T23:59:59Z, hours of the corpus, 9999-12-31T23:59:59Z.
      946684799, 946684800, 1662087600, 1662087601, 1662087660, 1662091200,
      253402300799, 253402300800, std::numeric_limits<int32_t>::max(),
      std::numeric_limits<int32_t>::min(), std::numeric_limits<int64_t>::max(),
      std::numeric_limits<int64_t>::min()};
  return numbers;
}

// Changes one thing of one message after the other.
class Mutator {
 public:
  Mutator(const MutateText& mutate, std::mt19937& random)
      : mutate_(mutate), random_(random) {}

  void Mutate(Message& root) {
    std::vector<Message*> messages;
    Collect(root, messages);
    Message& message = *OneOf(messages, random_);
    const auto& type = *message.GetDescriptor();
    if (type.field_count() == 0) return;
    const auto& field =
        *type.field(static_cast<int>(random_() % type.field_count()));
    if (field.is_repeated()) {
      MutateList(message, field);
    } else if (random_() % 4 == 0) {
      message.GetReflection()->ClearField(&message, &field);
    } else {
      Set(message, field);
    }
  }

 private:
  // `message` and all that are in it.
  static void Collect(Message& message, std::vector<Message*>& messages) {
    messages.push_back(&message);
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      if (!field->is_repeated()) {
        Collect(*reflection.MutableMessage(&message, field), messages);
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        Collect(*reflection.MutableRepeatedMessage(&message, field, i),
                messages);
      }
    }
  }

  void MutateList(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    switch (random_() % 32) {
      case 0:
      case 1:
      case 2:
      case 3:
        if (size > 0) reflection.RemoveLast(&message, &field);
        break;
      case 4:
        reflection.ClearField(&message, &field);
        break;
      case 5:
        if (size > 1) reflection.SwapElements(&message, &field, 0, size - 1);
        break;
      case 6:
        // To a limit of some list, or beyond it.
        for (int count = size; count < 101; ++count) Add(message, field);
        break;
      default:
        Add(message, field);
        break;
    }
  }

  void Add(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message& added = *reflection.AddMessage(&message, &field);
        if (size > 0) {
          added.CopyFrom(reflection.GetRepeatedMessage(message, &field, 0));
        }
        break;
      }
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.AddString(
            &message, &field,
            Text(size == 0 ? ""
                           : reflection.GetRepeatedString(message, &field, 0)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.AddEnumValue(&message, &field, Number(field));
        break;
      default:
        // protos/ has no other lists in requests.
        break;
    }
  }

  void Set(Message& message, const FieldDescriptor& field) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        reflection.MutableMessage(&message, &field);
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&message, &field,
                             Text(reflection.GetString(message, &field)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(&message, &field, Number(field));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field,
                           !reflection.GetBool(message, &field));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&message, &field,
                            static_cast<int32_t>(Number(field)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection.SetInt64(&message, &field, OneOf(Numbers(), random_));
        break;
      default:
        break;
    }
  }

  std::string Text(const std::string& before) {
    switch (random_() % 3) {
      case 0:
        return mutate_(before, random_);
      case 1:
        return absl::StrCat(before, OneOf(Texts(), random_));
      default:
        return OneOf(Texts(), random_);
    }
  }

  // A number of a field of 32 bits: of an enum mostly a value that it has.
  int Number(const FieldDescriptor& field) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM &&
        random_() % 8 != 0) {
      const auto& type = *field.enum_type();
      return type.value(static_cast<int>(random_() % type.value_count()))
          ->number();
    }
    return static_cast<int>(OneOf(Numbers(), random_));
  }

  const MutateText& mutate_;
  std::mt19937& random_;
};

}  // namespace

std::string MutateRequest(absl::string_view text, const MutateText& mutate,
                          std::mt19937& random) {
  std::unique_ptr<Message> request = ParseRequest(text);
  if (request == nullptr) {
    request.reset(OneOf(RequestKinds(), random).prototype->New());
  }
  Mutator mutator(mutate, random);
  for (size_t steps = 1 + random() % 4; steps > 0; --steps) {
    mutator.Mutate(*request);
  }
  return RenderRequest(*request);
}

}  // namespace rollcall::fuzz
