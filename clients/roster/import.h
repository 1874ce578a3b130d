#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/roster/row_reader.h"

namespace rollcall::roster {

// What to import, and how.
struct ImportOptions {
  // events/{event}
  std::string event;
  std::vector<Choice> choices;
  // Registers the good rows although others are bad.
  bool skip_bad = false;
  // Only says what an import would do.
  bool dry_run = false;
  // A UUID that makes a repeated import a replay. Empty: one that follows from
  // the file's content and all of the above.
  std::string request_id;
};

// What became of a file.
struct ImportResult {
  // False when nothing was sent: rows were bad and all had to be good, nobody
  // can tell where the rows of the file begin, or its header cannot be read (an
  // error on line 1, and no rows).
  bool sent = false;
  // The id of the import; empty without a readable header.
  std::string request_id;
  // Rows of the file, those that have ended included.
  int64_t row_count = 0;
  int64_t created_count = 0;
  // Those of them who wait for a place.
  int64_t waitlisted_count = 0;
  // People who were registered before.
  int64_t unchanged_count = 0;
  int64_t failed_count = 0;
  // Rows of an export whose registration has ended; they are not sent.
  int64_t ended_count = 0;
  // Headers that were not read.
  std::vector<std::string> unread_headers;
  // By line; the first thousand of the file's own and of the service's.
  std::vector<RowError> errors;
};

// Called with the rows sent so far and those to be sent.
using Progress = std::function<void(int64_t done, int64_t total)>;

// Imports the registrations in `file`, which is read from its beginning more
// than once: first to the end, to find what is wrong with it, and then again to
// send it, in messages of at most 1,000 rows. An import that the service breaks
// off as UNAVAILABLE is sent again with the same id. Memory does not grow with
// the file.
//
// Fails when the header cannot be read (INVALID_ARGUMENT), when the file
// changes while it is read (ABORTED), and when the call fails.
absl::StatusOr<ImportResult> Import(const client::Server& server,
                                    std::istream& file,
                                    const ImportOptions& options,
                                    const Progress& progress);

// Writes the rows of `file` that are bad to `out` as CSV: the columns of the
// file and `error`. Bad are those that cannot be read, and those in `errors`.
absl::Status WriteBadRows(std::istream& file, const ImportOptions& options,
                          const std::vector<RowError>& errors,
                          std::ostream& out);

}  // namespace rollcall::roster
