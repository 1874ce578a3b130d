#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "clients/api/server.h"
#include "clients/presence/time_text.h"

namespace rollcall::presence {

// A column that somebody named: the file has to have it.
struct Choice {
  // What named it, such as --email.
  std::string flag;
  std::string header;
};

// Which columns of an attendance report mean what, by their headers. Headers
// are compared without case. An empty one is not read.
struct Columns {
  std::string join_time = "Join Time";
  std::string leave_time = "Leave Time";
  // Stands in for a leave time that is missing.
  std::string duration = "Duration (Minutes)";
  std::string email = "Email";
  std::string display_name = "Name";
  std::string external_id;
  // Those of them that somebody named.
  std::vector<Choice> choices;
};

struct ImportOptions {
  // Format: events/{event}.
  std::string event;
  // Format: events/{event}/sessions/{session}. Empty means by the schedule.
  std::string session;
  // Who reports it, and which meeting it was.
  std::string source = "import";
  std::string instance_id;
  Columns columns;
  // Of times without an offset.
  absl::TimeZone zone = absl::UTCTimeZone();
  // Of dates with slashes. Without it, each has to tell by itself.
  std::optional<DateOrder> date_order;
  // The addresses were typed by the participants: nobody is matched by them.
  bool unverified_emails = false;
  // Report the good rows although others are bad.
  bool skip_bad = false;
};

// What is wrong with one row.
struct RowError {
  int64_t line = 0;
  std::string header;
  std::string text;

  // `line 17: Join Time: …`
  std::string ToString() const;
};

struct ImportResult {
  int64_t row_count = 0;
  std::vector<RowError> errors;
  // Whether anything was reported. Not when rows are bad, unless skip_bad.
  bool sent = false;
  // Rows by what became of them.
  int64_t recorded_count = 0;
  int64_t unmatched_count = 0;
  int64_t duplicate_count = 0;
  int64_t rejected_count = 0;
};

// Reports the attendance of `file`, one connection a row: who joined when, and
// left. The same file again changes nothing. `progress` hears how many rows
// were reported, of how many. A file that is empty, lacks a column or cannot be
// read as CSV, or for which `date_order` is missing, is one error, and nothing
// is sent. Fails as PresenceService.ReportPresence.
absl::StatusOr<ImportResult> Import(
    const client::Server& server, std::istream& file,
    const ImportOptions& options,
    const std::function<void(int64_t done, int64_t total)>& progress);

}  // namespace rollcall::presence
