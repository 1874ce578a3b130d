#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "services/reporting/report.h"
#include "services/reporting/timeline.h"

namespace rollcall::reporting {

// What a breakdown tells apart beyond what people are.
struct Grain {
  // Each session but `venue`, instead of the one that is asked about.
  bool by_session = false;
  bool by_day = false;
};

// Who comes and goes in a session, and when it is.
struct TimelineSnapshot {
  Session session;
  Minutes minutes;
  DataState state;
};

// How many people attended a session and each other one, by its id.
using PairCounts = std::map<std::string, int64_t>;

// A session, with what happened in it.
struct SessionSnapshot {
  Snapshot report;
  TimelineSnapshot timeline;
  PairCounts pairs;
};

// Everything that is told of an event, from one snapshot.
struct FullSnapshot {
  // Of the event as a whole; by session, and by day.
  Snapshot report;
  Snapshot by_session;
  Snapshot by_day;
  TimelineSnapshot timeline;
  // Those of the agenda, in its order.
  std::vector<std::pair<SessionName, SessionSnapshot>> sessions;
};

// What a read waits for.
struct ReadOptions {
  absl::Time deadline;
  // Data of at least this version.
  int64_t min_data_version = 0;
};

// Counts in PostgreSQL, read from rollups and never from facts. Thread-safe.
// `session` may be `venue`, which is the event as a whole. Everything fails
// with EVENT_NOT_FOUND or SESSION_NOT_FOUND, with DATA_TOO_OLD when the data
// does not have the version asked for in time, or as db::ReadSnapshot.
class ReportingStore {
 public:
  // `pool` outlives the store.
  explicit ReportingStore(db::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Snapshot> Load(const SessionName& session, const Grain& grain,
                                const ReadOptions& options);
  // As Load, for a summary: countries and delegations are not told apart.
  absl::StatusOr<Snapshot> LoadSummary(const SessionName& session,
                                       const ReadOptions& options);
  // The versions of the data of those of `events` that exist, by their ids, in
  // one query. Fails as db::ReadSnapshot only.
  absl::StatusOr<std::map<std::string, int64_t>> ListVersions(
      const std::set<std::string>& events, absl::Time deadline);
  absl::StatusOr<TimelineSnapshot> LoadTimeline(const SessionName& session,
                                                const ReadOptions& options);
  absl::StatusOr<SessionSnapshot> LoadSession(const SessionName& session,
                                              const ReadOptions& options);
  absl::StatusOr<FullSnapshot> LoadAll(const EventName& event,
                                       const ReadOptions& options);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::reporting
