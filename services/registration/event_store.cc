#include "services/registration/event_store.h"

#include <optional>

#include "common/api/enum_text.h"
#include "common/api/etag.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "enrolment_sql.h"
#include "registration_sql.h"
#include "services/registration/capacity_store.h"

namespace rollcall::registration {
namespace {

AttendanceRule AttendanceRuleOf(const pqxx::row& row) {
  AttendanceRule rule;
  rule.measure = ParseEnumText<v1::AttendanceRule::Measure>(
      db::TextOf(row, "attendance_measure"));
  rule.partial_duration =
      absl::Seconds(db::IntOf(row, "partial_threshold_seconds"));
  rule.present_percent = static_cast<int>(db::IntOf(row, "present_percent"));
  rule.partial_percent = static_cast<int>(db::IntOf(row, "partial_percent"));
  return rule;
}

Event EventOf(const pqxx::row& row) {
  Event event;
  event.id = db::TextOf(row, "event_id");
  event.title = db::TextOf(row, "title");
  event.theme = db::TextOf(row, "theme");
  event.edition = db::TextOf(row, "edition");
  event.host_fair = db::TextOf(row, "host_fair");
  event.venue = db::TextOf(row, "venue");
  event.city = db::TextOf(row, "city");
  event.country_code = db::TextOf(row, "country_code");
  event.time_zone = db::TextOf(row, "time_zone");
  event.start_time = db::TimeOf(row, "start_time");
  event.end_time = db::TimeOf(row, "end_time");
  event.online_attendance_threshold =
      absl::Seconds(db::IntOf(row, "online_threshold_seconds"));
  event.attendance_rule = AttendanceRuleOf(row);
  event.capacity = CapacityOf(row);
  event.taken = PlacesTakenOf(row);
  event.approval_policy =
      ParseEnumText<v1::ApprovalPolicy>(db::TextOf(row, "approval_policy"));
  event.offer_duration = absl::Seconds(db::IntOf(row, "offer_seconds"));
  event.ignore_plus_alias = db::BoolOf(row, "ignore_plus_alias");
  event.retention_time = db::OptionalTimeOf(row, "retention_time");
  event.create_time = db::TimeOf(row, "create_time");
  event.version = db::IntOf(row, "version");
  return event;
}

absl::StatusOr<Event> LoadEvent(db::Transaction& tx, const std::string& id) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kGetEvent, id));
  if (rows.empty()) return NotFound(EventName{id});
  Event event = EventOf(rows.front());
  ASSIGN_OR_RETURN(const pqxx::result sectors,
                   tx.Exec(enrolment::sql::kListSectors, id));
  for (const pqxx::row& row : sectors) {
    event.sectors.push_back(
        {db::TextOf(row, "sector_id"), db::TextOf(row, "display_name")});
  }
  ASSIGN_OR_RETURN(const pqxx::result partners,
                   tx.Exec(sql::kListPartners, id));
  for (const pqxx::row& row : partners) {
    event.partners.push_back(
        {ParseEnumText<v1::Partner::Role>(db::TextOf(row, "role")),
         db::TextOf(row, "display_name")});
  }
  return event;
}

SessionName VenueOf(const EventName& event) {
  return {event.event, kVenueSession};
}

// Adds the sectors of `event`, and gives those that it has already the names
// and the order of these.
absl::Status WriteSectors(db::Transaction& tx, const Event& event) {
  const auto& sectors = event.sectors;
  return tx
      .Exec(sql::kUpsertSectors, event.id,
            db::ColumnOf(sectors, [](const auto& s) { return s.id; }),
            db::ColumnOf(sectors, [](const auto& s) { return s.display_name; }))
      .status();
}

absl::Status InsertPartners(db::Transaction& tx, const Event& event) {
  const auto& partners = event.partners;
  return tx
      .Exec(
          sql::kInsertPartners, event.id,
          db::ColumnOf(partners,
                       [](const auto& p) { return EnumText(p.role); }),
          db::ColumnOf(partners, [](const auto& p) { return p.display_name; }))
      .status();
}

absl::Status InsertParts(db::Transaction& tx, const Event& event,
                         const RequestKey& key) {
  RETURN_IF_ERROR(WriteSectors(tx, event));
  RETURN_IF_ERROR(InsertPartners(tx, event));
  RETURN_IF_ERROR(
      tx.Exec(sql::kInsertVenue, event.id, NewUuid(), db::ByteaParam(key.hash))
          .status());
  return SetCapacity(tx, VenueOf({event.id}), event.capacity);
}

// Removes the sectors that `next` has no more.
absl::Status DeleteSectors(db::Transaction& tx, const Event& next) {
  const auto kept =
      db::ColumnOf(next.sectors, [](const auto& s) { return s.id; });
  ASSIGN_OR_RETURN(const pqxx::result used,
                   tx.Exec(sql::kFindUsedSector, next.id, kept));
  if (!used.empty()) {
    return Error(error::v1::SECTOR_IN_USE,
                 "Registrations name a sector that would be removed.",
                 {{"sector", db::TextOf(used.front(), "sector_id")}});
  }
  return tx.Exec(sql::kDeleteSectors, next.id, kept).status();
}

absl::Status UpdateParts(db::Transaction& tx, const Event& stored,
                         const Event& next) {
  RETURN_IF_ERROR(tx.Exec(sql::kUpdateVenue, next.id).status());
  if (next.sectors != stored.sectors) {
    RETURN_IF_ERROR(DeleteSectors(tx, next));
    RETURN_IF_ERROR(WriteSectors(tx, next));
  }
  if (next.partners != stored.partners) {
    RETURN_IF_ERROR(tx.Exec(sql::kDeletePartners, next.id).status());
    RETURN_IF_ERROR(InsertPartners(tx, next));
  }
  if (next.capacity != stored.capacity) {
    RETURN_IF_ERROR(ChangeCapacity(tx, VenueOf({next.id}), next.capacity));
  }
  return absl::OkStatus();
}

// Recounts whom the change from `stored` to `next` may count otherwise.
absl::Status Recount(db::Transaction& tx, const Event& stored,
                     const Event& next) {
  const bool moved =
      next.start_time != stored.start_time || next.end_time != stored.end_time;
  // Also of connections that nobody counts for.
  if (moved) RETURN_IF_ERROR(attendance::MarkPresenceDue(tx, next.id));
  if (next.time_zone != stored.time_zone) {
    return attendance::RecountDays(tx, next.id, stored.time_zone);
  }
  // Whoever was in any session is judged by the length of the event, too.
  if (next.online_attendance_threshold != stored.online_attendance_threshold ||
      next.attendance_rule != stored.attendance_rule ||
      (moved && next.attendance_rule.OfLength())) {
    return attendance::RecountOnline(tx, next.id, std::nullopt);
  }
  if (moved) return attendance::RecountOnline(tx, next.id, kVenueSession);
  return absl::OkStatus();
}

absl::StatusOr<Event> Update(db::Transaction& tx, const Event& stored,
                             const Event& next) {
  RETURN_IF_ERROR(
      tx.Exec(sql::kUpdateEvent, next.id, next.title, next.theme, next.edition,
              next.host_fair, next.venue, next.city, next.country_code,
              next.time_zone, next.start_time, next.end_time,
              absl::ToInt64Seconds(next.online_attendance_threshold),
              EnumText(next.approval_policy),
              absl::ToInt64Seconds(next.offer_duration), next.retention_time,
              EnumText(next.attendance_rule.measure),
              absl::ToInt64Seconds(next.attendance_rule.partial_duration),
              next.attendance_rule.present_percent,
              next.attendance_rule.partial_percent)
          .status());
  RETURN_IF_ERROR(UpdateParts(tx, stored, next));
  ASSIGN_OR_RETURN(Event written, LoadEvent(tx, next.id));
  RETURN_IF_ERROR(Recount(tx, stored, next));
  return written;
}

}  // namespace

absl::StatusOr<Event> EventStore::CreateEvent(const Event& event,
                                              const RequestKey& key,
                                              const auth::Act& act,
                                              absl::Time deadline) {
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(
            const pqxx::result added,
            tx.Exec(
                sql::kInsertEvent, event.id, event.title, event.theme,
                event.edition, event.host_fair, event.venue, event.city,
                event.country_code, event.time_zone, event.start_time,
                event.end_time,
                absl::ToInt64Seconds(event.online_attendance_threshold),
                EnumText(event.approval_policy),
                absl::ToInt64Seconds(event.offer_duration),
                event.ignore_plus_alias, event.retention_time, key.id,
                db::ByteaParam(key.hash),
                EnumText(event.attendance_rule.measure),
                absl::ToInt64Seconds(event.attendance_rule.partial_duration),
                event.attendance_rule.present_percent,
                event.attendance_rule.partial_percent));
        if (added.empty()) {
          ASSIGN_OR_RETURN(const pqxx::result request,
                           tx.Exec(sql::kFindEventRequest, event.id));
          RETURN_IF_ERROR(
              CheckReplay(key, db::TextOf(request.front(), "request_id"),
                          db::BytesOf(request.front(), "request_hash"),
                          Error(error::v1::EVENT_ALREADY_EXISTS,
                                "Another event has this id.",
                                {{"event", EventName{event.id}.ToString()}})));
          RETURN_IF_ERROR(tx.ConfirmReads());
        } else {
          RETURN_IF_ERROR(InsertParts(tx, event, key));
          RETURN_IF_ERROR(
              trail::Record(tx, event.id, act, EventName{event.id}.ToString()));
        }
        return LoadEvent(tx, event.id);
      });
}

absl::StatusOr<Event> EventStore::GetEvent(const EventName& name,
                                           absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
    return LoadEvent(tx, name.event);
  });
}

absl::StatusOr<std::vector<Event>> EventStore::ListEvents(const Page& page,
                                                          absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Event>> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListEvents, page.key, page.size + 1));
        std::vector<Event> events;
        for (const pqxx::row& row : rows) events.push_back(EventOf(row));
        return events;
      });
}

absl::StatusOr<Event> EventStore::UpdateEvent(
    const EventName& name, const std::string& etag,
    absl::FunctionRef<absl::StatusOr<Event>(const Event&)> change,
    const auth::Act& act, absl::Time deadline) {
  int64_t written = 0;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(tx.Exec(sql::kLockEventForUpdate, name.event).status());
        ASSIGN_OR_RETURN(const Event stored, LoadEvent(tx, name.event));
        // The version may be that of an earlier run whose commit was in doubt.
        const absl::Status fresh =
            CheckEtag(etag, stored.version, name.ToString());
        if (stored.version != written) RETURN_IF_ERROR(fresh);
        ASSIGN_OR_RETURN(const Event next, change(stored));
        if (next == stored) return stored;
        RETURN_IF_ERROR(fresh);
        written = stored.version + 1;
        ASSIGN_OR_RETURN(Event updated, Update(tx, stored, next));
        RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
        return updated;
      });
}

absl::Status CheckEventExists(db::Transaction& tx, const EventName& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindEventRequest, event.event));
  return rows.empty() ? NotFound(event) : absl::OkStatus();
}

}  // namespace rollcall::registration
