#include "common/api/resource_name.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/api/limits.h"
#include "common/base/uuid.h"

namespace rollcall {
namespace {

constexpr char kEvents[] = "events";
constexpr char kSessions[] = "sessions";
constexpr char kRegistrations[] = "registrations";
constexpr char kDevices[] = "devices";
constexpr char kDelegations[] = "delegations";
constexpr char kConflicts[] = "conflicts";
constexpr char kUnmatched[] = "unmatched";
constexpr char kFrozenReports[] = "frozenReports";
constexpr char kApiKeys[] = "apiKeys";

bool ParseEvent(absl::string_view collection, absl::string_view id,
                std::string& event) {
  if (collection != kEvents || !IsSlug(id)) return false;
  event = std::string(id);
  return true;
}

// Parses events/{event}/`collection`/{uuid}.
bool ParseChild(absl::string_view text, absl::string_view collection,
                std::string& event, std::string& child) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 4 || parts[2] != collection ||
      !ParseEvent(parts[0], parts[1], event)) {
    return false;
  }
  const auto uuid = ParseUuid(parts[3]);
  if (!uuid) return false;
  child = *uuid;
  return true;
}

std::string Child(absl::string_view event, absl::string_view collection,
                  absl::string_view child) {
  return absl::StrCat(kEvents, "/", event, "/", collection, "/", child);
}

}  // namespace

std::string EventName::ToString() const {
  return absl::StrCat(kEvents, "/", event);
}

std::string SessionName::ToString() const {
  return Child(event, kSessions, session);
}

std::string RegistrationName::ToString() const {
  return Child(event, kRegistrations, registration);
}

std::string DeviceName::ToString() const {
  return Child(event, kDevices, device);
}

std::string DelegationName::ToString() const {
  return Child(event, kDelegations, delegation);
}

std::string ConflictName::ToString() const {
  return Child(event, kConflicts, conflict);
}

std::string UnmatchedName::ToString() const {
  return Child(event, kUnmatched, unmatched);
}

std::string ApiKeyName::ToString() const {
  return Child(event, kApiKeys, api_key);
}

std::string FrozenReportName::ToString() const {
  return Child(event, kFrozenReports, frozen_report);
}

bool ParseName(absl::string_view text, EventName& name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  return parts.size() == 2 && ParseEvent(parts[0], parts[1], name.event);
}

bool ParseName(absl::string_view text, SessionName& name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 4 || parts[2] != kSessions || !IsSlug(parts[3]) ||
      !ParseEvent(parts[0], parts[1], name.event)) {
    return false;
  }
  name.session = std::string(parts[3]);
  return true;
}

bool ParseName(absl::string_view text, RegistrationName& name) {
  return ParseChild(text, kRegistrations, name.event, name.registration);
}

bool ParseName(absl::string_view text, DeviceName& name) {
  return ParseChild(text, kDevices, name.event, name.device);
}

bool ParseName(absl::string_view text, DelegationName& name) {
  return ParseChild(text, kDelegations, name.event, name.delegation);
}

bool ParseName(absl::string_view text, ConflictName& name) {
  return ParseChild(text, kConflicts, name.event, name.conflict);
}

bool ParseName(absl::string_view text, UnmatchedName& name) {
  return ParseChild(text, kUnmatched, name.event, name.unmatched);
}

bool ParseName(absl::string_view text, ApiKeyName& name) {
  return ParseChild(text, kApiKeys, name.event, name.api_key);
}

bool ParseName(absl::string_view text, FrozenReportName& name) {
  return ParseChild(text, kFrozenReports, name.event, name.frozen_report);
}

absl::string_view PatternOf(const EventName&) { return "events/{event}"; }

absl::string_view PatternOf(const SessionName&) {
  return "events/{event}/sessions/{session}";
}

absl::string_view PatternOf(const RegistrationName&) {
  return "events/{event}/registrations/{registration}, the last a UUID";
}

absl::string_view PatternOf(const DeviceName&) {
  return "events/{event}/devices/{device}, the last a UUID";
}

absl::string_view PatternOf(const DelegationName&) {
  return "events/{event}/delegations/{delegation}, the last a UUID";
}

absl::string_view PatternOf(const ConflictName&) {
  return "events/{event}/conflicts/{conflict}, the last a UUID";
}

absl::string_view PatternOf(const UnmatchedName&) {
  return "events/{event}/unmatched/{unmatched}, the last a UUID";
}

absl::string_view PatternOf(const ApiKeyName&) {
  return "events/{event}/apiKeys/{api_key}";
}

absl::string_view PatternOf(const FrozenReportName&) {
  return "events/{event}/frozenReports/{frozen_report}";
}

bool IsSlug(absl::string_view text) {
  if (text.empty() || text.size() > limits::kMaxSlug ||
      !absl::ascii_islower(text[0])) {
    return false;
  }
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') {
      return false;
    }
  }
  return true;
}

}  // namespace rollcall
