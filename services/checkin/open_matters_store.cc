#include "services/checkin/open_matters_store.h"

#include <utility>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/db/transact.h"
#include "rollcall/checkin/v1/conflict.pb.h"

namespace rollcall::checkin {
namespace {

// Rows of one event that are looked at.
constexpr int kMaxRows = 10000;
// What unmatched connections are counted under.
constexpr char kPerson[] = "PERSON";

using Counts = std::map<std::string, int64_t>;

// Of all events, each by a statement of its own.
absl::StatusOr<Counts> CountAll(db::Transaction& tx) {
  ASSIGN_OR_RETURN(const pqxx::result events, tx.Exec(sql::kListCurrentEvents));
  Counts counts;
  for (const pqxx::row& event : events) {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx.Exec(sql::kCountOpenMatters,
                             db::TextOf(event, "event_id"), kMaxRows));
    for (const pqxx::row& row : rows) {
      counts[db::TextOf(row, "kind")] += db::IntOf(row, "matter_count");
    }
  }
  return counts;
}

double CountOf(const Counts& counts, const std::string& kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : static_cast<double>(found->second);
}

}  // namespace

absl::Status OpenMattersStore::Count(absl::Time deadline) {
  ASSIGN_OR_RETURN(Counts counts, db::ReadSnapshot(pool_, deadline, CountAll));
  const absl::MutexLock lock(&mutex_);
  counted_ = true;
  counts_ = std::move(counts);
  return absl::OkStatus();
}

void OpenMattersStore::AddMetrics(metrics::Page& page) const {
  const absl::MutexLock lock(&mutex_);
  if (!counted_) return;
  // From the first that there ever is.
  for (int i = 1; i < v1::Conflict::Kind_ARRAYSIZE; ++i) {
    const std::string kind = EnumText(static_cast<v1::Conflict::Kind>(i));
    page.AddGauge("rollcall_conflicts_open",
                  "Conflicts that nobody has resolved, of events that go on or "
                  "ended within a week; the same in every instance.",
                  {{"kind", kind}}, CountOf(counts_, kind));
  }
  page.AddGauge("rollcall_presence_connections_unmatched",
                "Connections of nobody who is known, of events that go on or "
                "ended within a week; the same in every instance.",
                {}, CountOf(counts_, kPerson));
}

}  // namespace rollcall::checkin
