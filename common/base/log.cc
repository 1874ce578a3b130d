#include "common/base/log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <string>
#include <unistd.h>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "nlohmann/json.hpp"

namespace rollcall {
namespace {

constexpr std::array<const char*, 4> kNames = {"debug", "info", "warning",
                                               "error"};

thread_local const LogScope* t_scope = nullptr;

std::atomic<Severity> g_minimum{Severity::kInfo};

// Long lines take more than one write; the lock keeps those of several threads
// apart. A log that cannot be written has nowhere else to go.
void WriteWhole(absl::string_view text) {
  static absl::Mutex mutex;
  absl::MutexLock lock(&mutex);
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    text.remove_prefix(static_cast<size_t>(std::max<ssize_t>(written, 0)));
  }
}

}  // namespace

void Log(Severity severity, absl::string_view message,
         const nlohmann::ordered_json& fields) {
  if (severity < g_minimum.load(std::memory_order_relaxed)) return;
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(),
                                  absl::UTCTimeZone());
  line["severity"] = NameOf(severity);
  line["message"] = std::string(message);
  line.update(fields);
  LogScope::AddTo(line);
  std::string text = line.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text += '\n';
  WriteWhole(text);
}

void Log(Severity severity, absl::string_view message) {
  Log(severity, message, nlohmann::ordered_json::object());
}

LogScope::LogScope(Fields fields)
    : fields_(std::move(fields)), outer_(std::exchange(t_scope, this)) {}

LogScope::~LogScope() { t_scope = outer_; }

void LogScope::AddTo(nlohmann::ordered_json& line) {
  for (const LogScope* scope = t_scope; scope != nullptr;
       scope = scope->outer_) {
    for (const auto& [name, value] : scope->fields_) {
      if (!line.contains(name)) line[name] = value;
    }
  }
}

void SetMinimumSeverity(Severity severity) { g_minimum = severity; }

const char* NameOf(Severity severity) {
  return kNames[static_cast<size_t>(severity)];
}

bool ParseSeverity(absl::string_view text, Severity& severity) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (text == kNames[i]) {
      severity = static_cast<Severity>(i);
      return true;
    }
  }
  return false;
}

}  // namespace rollcall
