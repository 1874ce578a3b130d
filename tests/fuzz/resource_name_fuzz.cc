#include "absl/strings/match.h"

#include "common/api/limits.h"
#include "common/api/resource_name.h"
#include "common/base/uuid.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

// Whether `text` is a name of this kind. What parses renders back to the same
// text, UUIDs in lower case.
template <typename Name>
bool TryName(absl::string_view text) {
  Name name;
  if (!ParseName(text, name)) return false;
  const std::string rendered = name.ToString();
  Require(absl::EqualsIgnoreCase(rendered, text),
          "a name renders to the text it was parsed from");
  Name again;
  Require(ParseName(rendered, again) && again == name,
          "a rendered name parses to itself");
  Require(IsSlug(name.event), "the id of an event is a slug");
  return true;
}

void TrySlug(absl::string_view text) {
  if (!IsSlug(text)) return;
  Require(text.size() <= limits::kMaxSlug, "a slug is short");
  const SessionName name{"forum", std::string(text)};
  Require(TryName<SessionName>(name.ToString()), "a slug makes a name");
}

void TryUuid(absl::string_view text) {
  const auto uuid = ParseUuid(text);
  if (!uuid) return;
  Require(absl::EqualsIgnoreCase(*uuid, text), "a UUID has one form");
  Require(ParseUuid(*uuid) == uuid, "the form of a UUID is one");
  Require(UuidOfBytes(BytesOfUuid(*uuid)) == *uuid, "a UUID is 16 bytes");
  const DeviceName name{"forum", *uuid};
  Require(TryName<DeviceName>(name.ToString()), "a UUID makes a name");
}

}  // namespace

void TryResourceName(absl::string_view input) {
  const int kinds =
      TryName<EventName>(input) + TryName<SessionName>(input) +
      TryName<RegistrationName>(input) + TryName<DeviceName>(input) +
      TryName<DelegationName>(input) + TryName<ConflictName>(input) +
      TryName<UnmatchedName>(input) + TryName<FrozenReportName>(input);
  Require(kinds <= 1, "a name is of one kind");
  TrySlug(input);
  TryUuid(input);
}

}  // namespace rollcall::fuzz
