#pragma once

#include <string>
#include <utility>
#include <vector>

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

// Adds fields to the lines that its thread writes while it lives: what the
// thread works on, which those who log need not know. Scopes nest; a line's own
// field goes before a scope's, and an inner scope's before an outer one's.
class LogScope {
 public:
  // Names and values. The names outlive the scope.
  using Fields = std::vector<std::pair<const char*, std::string>>;

  explicit LogScope(Fields fields);
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  ~LogScope();

  // Adds the fields of the thread's scopes that `line` does not have.
  static void AddTo(nlohmann::ordered_json& line);

 private:
  const Fields fields_;
  const LogScope* const outer_;
};

// Leaves out lines below `severity` from now on. At first: below kInfo.
void SetMinimumSeverity(Severity severity);

// The name of `severity`, as ParseSeverity takes it.
const char* NameOf(Severity severity);

// Parses `debug`, `info`, `warning` or `error`; false if `text` is none of
// them.
bool ParseSeverity(absl::string_view text, Severity& severity);

}  // namespace rollcall
