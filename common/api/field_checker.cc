#include "common/api/field_checker.h"

#include "common/api/email.h"
#include "common/api/limits.h"
#include "common/base/utf8.h"
#include "common/base/uuid.h"

namespace rollcall {
namespace {

// 2000-01-01 and 10000-01-01. Earlier is a clock that was never set; later is
// not a protobuf Timestamp.
constexpr int64_t kMinSeconds = 946684800;
constexpr int64_t kMaxSeconds = 253402300800;

// Those of ASCII, and U+0080 to U+009F: 0xC2 before 0x80 to 0x9F.
bool HasControlCharacter(absl::string_view text) {
  unsigned char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7F ||
        (before == 0xC2 && byte < 0xA0)) {
      return true;
    }
    before = byte;
  }
  return false;
}

}  // namespace

void FieldChecker::Fail(absl::string_view field,
                        absl::string_view description) {
  violations_.push_back({std::string(field), std::string(description)});
}

const std::string& FieldChecker::Text(absl::string_view field,
                                      const std::string& text,
                                      size_t max_length,
                                      Requirement requirement) {
  if (requirement == Requirement::kRequired && Utf8Trim(text).empty()) {
    Fail(field, "Is required.");
  } else if (Utf8Length(text) > max_length) {
    Fail(field, absl::StrCat("Must have at most ", max_length,
                             " characters; it has ", Utf8Length(text), "."));
  } else if (HasControlCharacter(text)) {
    Fail(field, "Must have no control characters but tab and line feed.");
  }
  return text;
}

std::string FieldChecker::Email(absl::string_view field,
                                const std::string& address,
                                Requirement requirement) {
  const size_t violations_before = violations_.size();
  Text(field, address, limits::kMaxEmail, requirement);
  if (address.empty() || violations_.size() > violations_before) return {};
  std::string key = NormalizeEmail(address);
  if (key.empty()) Fail(field, "Must be an address such as name@example.org.");
  return key;
}

std::optional<std::string> FieldChecker::Uuid(absl::string_view field,
                                              absl::string_view text,
                                              Requirement requirement) {
  if (text.empty() && requirement == Requirement::kOptional)
    return std::nullopt;
  auto uuid = ParseUuid(text);
  if (!uuid) {
    Fail(field,
         "Must be a UUID such as 018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93, not all "
         "zeros.");
  }
  return uuid;
}

std::string FieldChecker::Slug(absl::string_view field,
                               const std::string& text) {
  if (IsSlug(text)) return text;
  Fail(field, "Must be 1 to 63 of a-z, 0-9 and `-`, beginning with a letter.");
  return {};
}

std::optional<absl::Time> FieldChecker::Timestamp(
    absl::string_view field, bool is_set,
    const google::protobuf::Timestamp& time, Requirement requirement) {
  if (!is_set) {
    if (requirement == Requirement::kRequired) Fail(field, "Is required.");
    return std::nullopt;
  }
  if (time.seconds() < kMinSeconds || time.seconds() >= kMaxSeconds ||
      time.nanos() < 0 || time.nanos() > 999999999) {
    Fail(field, "Must be an instant from 2000-01-01 to 9999-12-31.");
    return std::nullopt;
  }
  return absl::FromUnixSeconds(time.seconds()) +
         absl::Microseconds(time.nanos() / 1000);
}

absl::Status FieldChecker::Check() const {
  return violations_.empty() ? absl::OkStatus() : InvalidFields(violations_);
}

}  // namespace rollcall
