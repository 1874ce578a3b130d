#pragma once

#include <optional>
#include <string>

namespace rollcall::audit {

// Who did what to what. Nothing of it says who anybody is.
struct Entry {
  // Which credential: `admin`, `devices/{device}`, `apiKeys/{api_key}`,
  // `delegations/{delegation}`, or `jobs/{job}` of a service itself; `doors`
  // for decisions, which say themselves what devices they are of.
  std::string actor;
  // The actor's, as `REGISTRAR`; empty for who has none.
  std::string role;
  // As `RegistrationService.UpdateEvent`.
  std::string method;
  // The full name of what was changed or read.
  std::string resource;
  // The names of fields that were asked to change, or counts; never values.
  std::string detail;
  // SHA-256 of the salt and the personal data that the act left, or of the
  // decisions of a batch.
  std::optional<std::string> commitment;

  bool operator==(const Entry&) const = default;
};

// The 32 bytes of SHA-256 over `rollcall.audit.entry.1` and the fields in their
// order, each in the way of Encoding::Text, the commitment after a byte that
// says whether there is one.
std::string HashOf(const Entry& entry);

}  // namespace rollcall::audit
