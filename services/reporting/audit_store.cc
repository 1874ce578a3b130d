#include "services/reporting/audit_store.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"

#include "common/api/limits.h"
#include "common/attendance/attendance.h"
#include "common/attendance/day.h"
#include "common/attendance/record_store.h"
#include "common/attendance/rollup_store.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/trail/trail.h"
#include "reporting_sql.h"
#include "services/reporting/event_store.h"

namespace rollcall::reporting {
namespace {

using attendance::CountedPeople;
using attendance::RollupChanges;

// People who are read, or locked, at once.
constexpr int kChunk = 2000;

// Calls `take` with everybody of `event`, some at a time.
absl::Status ForEverybody(
    db::Transaction& tx, const EventName& event,
    absl::FunctionRef<absl::Status(const CountedPeople&)> take) {
  std::string last = kNilUuid;
  for (;;) {
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx.Exec(sql::kListAuditRegistrations, event.event, last, kChunk));
    if (rows.empty()) return absl::OkStatus();
    std::vector<std::string> registrations;
    for (const pqxx::row& row : rows) {
      registrations.push_back(db::TextOf(row, "registration_id"));
    }
    last = registrations.back();
    ASSIGN_OR_RETURN(const CountedPeople people,
                     attendance::ListRecords(tx, event.event, registrations));
    RETURN_IF_ERROR(take(people));
  }
}

absl::StatusOr<absl::TimeZone> ReadZone(db::Transaction& tx,
                                        const EventName& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetTimeZone, event.event));
  return attendance::ZoneOf(
      rows.empty() ? "" : db::TextOf(rows.front(), "time_zone"));
}

absl::Status AddOpen(db::Transaction& tx, const EventName& event,
                     RollupChanges& sums) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListOpenConnections, event.event));
  for (const pqxx::row& row : rows) {
    sums.AddOpen(db::TextOf(row, "session_id"), db::TimeOf(row, "start_time"),
                 db::IntOf(row, "connection_count"));
  }
  return absl::OkStatus();
}

// Puts what `people` should be counted as in `sums`, and notes who is not.
absl::Status Recount(db::Transaction& tx, const EventName& event,
                     const CountedPeople& counted, RollupChanges& sums,
                     Audit& audit) {
  ASSIGN_OR_RETURN(const auto derived,
                   attendance::DeriveAll(tx, event.event, counted.people));
  for (size_t i = 0; i < derived.size(); ++i) {
    sums.Move({}, derived[i]);
    if (derived[i] != counted.people[i].records) {
      audit.miscounted.push_back(counted.people[i].registration);
    }
  }
  audit.people += static_cast<int64_t>(derived.size());
  return absl::OkStatus();
}

absl::StatusOr<Audit> AuditIn(db::Transaction& tx, const EventName& event) {
  Audit audit;
  ASSIGN_OR_RETURN(const EventState state,
                   ReadEvent(tx, {event.event, kVenueSession}));
  audit.state = state.data;
  const absl::TimeZone zone = attendance::ZoneOf(state.facts.time_zone);
  RollupChanges recounted(zone, zone);
  RETURN_IF_ERROR(
      ForEverybody(tx, event, [&](const CountedPeople& people) -> absl::Status {
        return Recount(tx, event, people, recounted, audit);
      }));
  RETURN_IF_ERROR(AddOpen(tx, event, recounted));
  ASSIGN_OR_RETURN(const attendance::RollupSums recorded,
                   attendance::ListRollups(tx, event.event));
  CompareSums(recorded, recounted.sums(), limits::kMaxAuditDifferences, audit);
  // It reads the whole ledger.
  RETURN_IF_ERROR(tx.PlanForParameters());
  ASSIGN_OR_RETURN(const pqxx::result mislaid,
                   tx.Exec(sql::kCountMislaid, event.event));
  audit.mislaid = db::IntOf(mislaid.front(), "person_count");
  return audit;
}

absl::Status CountAnew(db::Pool& pool, const EventName& event,
                       const std::vector<std::string>& some,
                       absl::Time deadline) {
  return db::Transact(
             pool, deadline,
             [&](db::Transaction& tx) -> absl::StatusOr<bool> {
               ASSIGN_OR_RETURN(
                   const std::vector<std::string> locked,
                   attendance::LockRegistrations(tx, event.event, some));
               RETURN_IF_ERROR(attendance::Refresh(tx, event.event, locked));
               return true;
             })
      .status();
}

absl::StatusOr<bool> MendSums(db::Transaction& tx, const EventName& event,
                              const auth::Act& act) {
  RETURN_IF_ERROR(tx.Exec(sql::kNoteRepair, event.event).status());
  ASSIGN_OR_RETURN(const absl::TimeZone zone, ReadZone(tx, event));
  RollupChanges counted(zone, zone);
  RETURN_IF_ERROR(
      ForEverybody(tx, event, [&](const CountedPeople& people) -> absl::Status {
        for (const attendance::Counted& person : people.people) {
          counted.Move({}, person.records);
        }
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(AddOpen(tx, event, counted));
  ASSIGN_OR_RETURN(const attendance::RollupSums recorded,
                   attendance::ListRollups(tx, event.event));
  RETURN_IF_ERROR(attendance::MoveRollups(
      tx, event.event, attendance::DifferenceOf(counted.sums(), recorded)));
  RETURN_IF_ERROR(
      trail::Record(tx, event.event, act, event.ToString(), trail::kReports));
  return true;
}

}  // namespace

absl::StatusOr<Audit> AuditRollups(db::Pool& pool, const EventName& event,
                                   absl::Time deadline) {
  return db::ReadSnapshot(
      pool, deadline, [&](db::Transaction& tx) { return AuditIn(tx, event); });
}

absl::Status RepairRollups(db::Pool& pool, const EventName& event,
                           const std::vector<std::string>& miscounted,
                           const auth::Act& act, absl::Time deadline) {
  for (size_t first = 0; first < miscounted.size(); first += kChunk) {
    const auto begin = miscounted.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end =
        begin + std::min<std::ptrdiff_t>(kChunk, miscounted.end() - begin);
    RETURN_IF_ERROR(CountAnew(pool, event, {begin, end}, deadline));
  }
  return db::TransactOnSnapshot(
             pool, deadline,
             [&](db::Transaction& tx) { return MendSums(tx, event, act); })
      .status();
}

}  // namespace rollcall::reporting
