#include "services/checkin/lane_store.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/time/clock.h"

#include "common/status/error.h"

namespace rollcall::checkin {
namespace {

db::PoolOptions OptionsOf(db::PoolOptions options, int lanes) {
  options.first_writer_slot += options.size;
  options.size = lanes;
  return options;
}

}  // namespace

LaneStore::LaneStore(const db::PoolOptions& pool, const LaneOptions& lanes)
    : pool_(OptionsOf(pool, lanes.lanes)),
      store_(pool_),
      lanes_(lanes,
             [this](const std::string& event, std::vector<Pending> batch) {
               Decide(event, std::move(batch));
             }) {}

absl::Status LaneStore::Submit(ScanRequest scan, absl::Time deadline,
                               Done done) {
  // Scans of one ticket follow each other in one lane instead of waiting for
  // each other's locks in two.
  const size_t spread = absl::HashOf(scan.session.event, scan.credential_text);
  std::string event = scan.session.event;
  const auto retry_delay = lanes_.Submit(
      std::move(event), spread, {std::move(scan), deadline, std::move(done)});
  return retry_delay ? Overloaded(*retry_delay) : absl::OkStatus();
}

void LaneStore::Decide(const std::string& event, std::vector<Pending> batch) {
  const absl::Time now = absl::Now();
  absl::Time deadline = now;
  std::vector<ScanRequest> scans;
  std::vector<Done> done;
  for (Pending& pending : batch) {
    if (pending.deadline <= now) {
      pending.done(Error(error::v1::DEADLINE_TOO_SHORT,
                         "The scan waited longer than the call's deadline."));
      continue;
    }
    deadline = std::max(deadline, pending.deadline);
    scans.push_back(std::move(pending.scan));
    done.push_back(std::move(pending.done));
  }
  if (scans.empty()) return;
  absl::StatusOr<Answers> answers = store_.Decide(event, scans, deadline);
  for (size_t i = 0; i < done.size(); ++i) {
    done[i](answers.ok() ? std::move((*answers)[i]) : answers.status());
  }
}

}  // namespace rollcall::checkin
