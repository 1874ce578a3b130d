#pragma once

#include <map>
#include <set>
#include <string>

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
  absl::Time as_of;
  int64_t data_version = 0;
};

// How many people attended a session and each other one, by its id.
using PairCounts = std::map<std::string, int64_t>;

// A session, with what happened in it.
struct SessionSnapshot {
  Snapshot report;
  TimelineSnapshot timeline;
  PairCounts pairs;
};

// Counts in PostgreSQL, read from rollups and never from facts. Thread-safe.
// `session` may be `venue`, which is the event as a whole. Everything fails
// with EVENT_NOT_FOUND or SESSION_NOT_FOUND, or as db::ReadSnapshot.
class ReportingStore {
 public:
  // `pool` outlives the store.
  explicit ReportingStore(db::Pool& pool) : pool_(pool) {}

  absl::StatusOr<Snapshot> Load(const SessionName& session, const Grain& grain,
                                absl::Time deadline);
  // The versions of the data of those of `events` that exist, by their ids, in
  // one query. Fails as db::ReadSnapshot only.
  absl::StatusOr<std::map<std::string, int64_t>> ListVersions(
      const std::set<std::string>& events, absl::Time deadline);
  absl::StatusOr<TimelineSnapshot> LoadTimeline(const SessionName& session,
                                                absl::Time deadline);
  absl::StatusOr<SessionSnapshot> LoadSession(const SessionName& session,
                                              absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::reporting
