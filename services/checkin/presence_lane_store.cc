#include "services/checkin/presence_lane_store.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"

namespace rollcall::checkin {
namespace {

// What is of one instance follows in one lane instead of waiting for its lock
// in two, and so does what is of several of one source.
size_t KeyOf(const std::string& event,
             const std::vector<PresenceReport>& reports) {
  const ConnectionKey& first = reports.front().connection;
  const bool is_of_one =
      std::all_of(reports.begin(), reports.end(), [&](const auto& report) {
        return report.connection.instance == first.instance;
      });
  return absl::HashOf(event, first.source, is_of_one ? first.instance : "");
}

}  // namespace

PresenceLanes::PresenceLanes(const db::PoolOptions& pool,
                             const LaneOptions& lanes, PresenceTally& tally)
    : pool_(db::OptionsBeside(pool, lanes.lanes)),
      store_(pool_, tally),
      affinity_(lanes.lanes),
      lanes_(lanes,
             [this](const std::string& event,
                    const std::vector<std::vector<PresenceReport>>& calls,
                    absl::Time deadline) {
               return Record(event, calls, deadline);
             }) {}

absl::Status PresenceLanes::Submit(const std::string& event,
                                   std::vector<PresenceReport> reports,
                                   absl::Time deadline, Done done) {
  const size_t key = KeyOf(event, reports);
  const int weight = static_cast<int>(reports.size());
  const size_t lane = affinity_.Add(key, weight);
  absl::Status queued = lanes_.Submit(
      event, lane, std::move(reports), deadline,
      [this, key, weight, done = std::move(done)](auto results) {
        affinity_.Remove(key, weight);
        done(std::move(results));
      },
      weight);
  if (!queued.ok()) affinity_.Remove(key, weight);
  return queued;
}

void PresenceLanes::AddMetrics(metrics::Page& page) const {
  metrics::AddLanes(lanes_.tally(), lanes_.QueuedWeight(), "presence", page);
  pool_.AddMetrics("presence", page);
}

PresenceLanes::Answers PresenceLanes::Record(
    const std::string& event,
    const std::vector<std::vector<PresenceReport>>& calls,
    absl::Time deadline) {
  std::vector<PresenceReport> all;
  for (const auto& reports : calls) {
    all.insert(all.end(), reports.begin(), reports.end());
  }
  absl::StatusOr<Results> results = store_.ReportPresence(event, all, deadline);
  if (!results.ok() && calls.size() > 1 && absl::IsInternal(results.status())) {
    // One of them is more than the database takes: it fails alone.
    Answers answers;
    for (const auto& reports : calls) {
      answers.push_back(store_.ReportPresence(event, reports, deadline));
    }
    return answers;
  }
  if (!results.ok()) return Answers(calls.size(), results.status());
  Answers answers;
  auto next = std::make_move_iterator(results->begin());
  for (const auto& reports : calls) {
    answers.push_back(Results(next, next + reports.size()));
    next += reports.size();
  }
  return answers;
}

}  // namespace rollcall::checkin
