#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall {

// The id of the session that every event has: the event as a whole.
inline constexpr char kVenueSession[] = "venue";

// events/{event}
struct EventName {
  std::string event;

  std::string ToString() const;
  bool operator==(const EventName&) const = default;
};

// events/{event}/sessions/{session}
struct SessionName {
  std::string event;
  std::string session;

  std::string ToString() const;
  auto operator<=>(const SessionName&) const = default;
};

// events/{event}/registrations/{registration}, the registration a UUID
struct RegistrationName {
  std::string event;
  std::string registration;

  std::string ToString() const;
  bool operator==(const RegistrationName&) const = default;
};

// events/{event}/devices/{device}, the device a UUID
struct DeviceName {
  std::string event;
  std::string device;

  std::string ToString() const;
  bool operator==(const DeviceName&) const = default;
};

// events/{event}/delegations/{delegation}, the delegation a UUID
struct DelegationName {
  std::string event;
  std::string delegation;

  std::string ToString() const;
  bool operator==(const DelegationName&) const = default;
};

// events/{event}/conflicts/{conflict}, the conflict a UUID
struct ConflictName {
  std::string event;
  std::string conflict;

  std::string ToString() const;
  bool operator==(const ConflictName&) const = default;
};

// events/{event}/unmatched/{unmatched}, the last a UUID
struct UnmatchedName {
  std::string event;
  std::string unmatched;

  std::string ToString() const;
  bool operator==(const UnmatchedName&) const = default;
};

// events/{event}/frozenReports/{frozen_report}, the last a UUID
struct FrozenReportName {
  std::string event;
  std::string frozen_report;

  std::string ToString() const;
  bool operator==(const FrozenReportName&) const = default;
};

// events/{event}/apiKeys/{api_key}, the last a UUID
struct ApiKeyName {
  std::string event;
  std::string api_key;

  std::string ToString() const;
  bool operator==(const ApiKeyName&) const = default;
};

// Each parses exactly what ToString renders (UUIDs also in upper case) and
// returns false, with `name` unspecified, for anything else.
bool ParseName(absl::string_view text, EventName& name);
bool ParseName(absl::string_view text, SessionName& name);
bool ParseName(absl::string_view text, RegistrationName& name);
bool ParseName(absl::string_view text, DeviceName& name);
bool ParseName(absl::string_view text, DelegationName& name);
bool ParseName(absl::string_view text, ConflictName& name);
bool ParseName(absl::string_view text, UnmatchedName& name);
bool ParseName(absl::string_view text, FrozenReportName& name);
bool ParseName(absl::string_view text, ApiKeyName& name);

// The pattern of a name, for messages: `events/{event}/sessions/{session}`.
absl::string_view PatternOf(const EventName&);
absl::string_view PatternOf(const SessionName&);
absl::string_view PatternOf(const RegistrationName&);
absl::string_view PatternOf(const DeviceName&);
absl::string_view PatternOf(const DelegationName&);
absl::string_view PatternOf(const ConflictName&);
absl::string_view PatternOf(const UnmatchedName&);
absl::string_view PatternOf(const FrozenReportName&);
absl::string_view PatternOf(const ApiKeyName&);

// Reports whether `text` is a slug: 1 to 63 of a-z, 0-9 and `-`, beginning with
// a letter.
bool IsSlug(absl::string_view text);

}  // namespace rollcall
