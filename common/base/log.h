#pragma once

#include "absl/strings/string_view.h"

#include "nlohmann/json_fwd.hpp"

namespace rollcall {

// How much a line matters.
enum class Severity { kDebug, kInfo, kWarning, kError };

// Writes one line of JSON to standard error: time (UTC), severity, message, and
// the members of the object `fields`. Lines of concurrent calls never mix.
// Neither `message` nor `fields` may hold personal data or secrets.
void Log(Severity severity, absl::string_view message,
         const nlohmann::ordered_json& fields);
void Log(Severity severity, absl::string_view message);

// Leaves out lines below `severity` from now on. At first: below kInfo.
void SetMinimumSeverity(Severity severity);

// Parses `debug`, `info`, `warning` or `error`; false if `text` is none of
// them.
bool ParseSeverity(absl::string_view text, Severity& severity);

}  // namespace rollcall
