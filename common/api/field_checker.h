#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/timestamp.pb.h"

#include "common/api/enum_text.h"
#include "common/api/resource_name.h"
#include "common/status/error.h"

namespace rollcall {

// Whether a field may be left empty.
enum class Requirement { kOptional, kRequired };

// Collects everything that is wrong with a request, so that a caller can mend
// it in one go. Each method returns the value parsed, or an empty one after
// noting a violation of `field`.
class FieldChecker {
 public:
  // Notes a violation.
  void Fail(absl::string_view field, absl::string_view description);

  // A text of at most `max_length` code points, without control characters
  // other than tab and line feed; PostgreSQL cannot store U+0000. A required
  // one has more than white space.
  const std::string& Text(absl::string_view field, const std::string& text,
                          size_t max_length, Requirement requirement);

  // An e-mail address. Returns NormalizeEmail of it, empty for an empty
  // optional one.
  std::string Email(absl::string_view field, const std::string& address,
                    Requirement requirement);

  // A UUID, in lower case. An optional empty one is nothing.
  std::optional<std::string> Uuid(absl::string_view field,
                                  absl::string_view text,
                                  Requirement requirement);

  // A slug.
  std::string Slug(absl::string_view field, const std::string& text);

  // A resource name: EventName or another of resource_name.h.
  template <typename Name>
  Name ResourceName(absl::string_view field, absl::string_view text) {
    Name name;
    if (!ParseName(text, name)) {
      Fail(field, absl::StrCat("Must be ", PatternOf(name), "."));
      return Name();
    }
    return name;
  }

  // An instant from 2000-01-01 to 9999-12-31, in whole microseconds, as
  // PostgreSQL keeps it. An optional unset one is nothing.
  std::optional<absl::Time> Timestamp(absl::string_view field, bool is_set,
                                      const google::protobuf::Timestamp& time,
                                      Requirement requirement);

  // A value of a protobuf enum other than its zero value, or the zero value
  // after noting a violation.
  template <typename Enum>
  Enum Value(absl::string_view field, Enum value) {
    const auto& descriptor = *google::protobuf::GetEnumDescriptor<Enum>();
    if (value != 0 && !EnumText(descriptor, value).empty()) return value;
    Fail(field, absl::StrCat("Must be a value of ", descriptor.full_name(),
                             " other than its first."));
    return static_cast<Enum>(0);
  }

  // What was noted, in its order.
  const std::vector<FieldViolation>& violations() const { return violations_; }

  // OK, or INVALID_FIELD with all violations.
  absl::Status Check() const;

 private:
  std::vector<FieldViolation> violations_;
};

}  // namespace rollcall
