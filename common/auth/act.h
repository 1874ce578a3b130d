#pragma once

#include <string>

namespace rollcall::auth {

// Who does what, as the audit keeps it beside what was done.
struct Act {
  // Which credential, never the credential: see Caller::credential.
  std::string actor;
  // As `REGISTRAR`; empty for who has none.
  std::string role;
  // As `RegistrationService.UpdateEvent`.
  std::string method;
  // The names of fields that are to change, or counts; never values.
  std::string detail;
};

}  // namespace rollcall::auth
