#include "services/registration/event_store.h"

#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "registration_sql.h"

namespace rollcall::registration {
namespace {

// One column of an array parameter.
template <typename Row, typename Get>
std::vector<std::string> Column(const std::vector<Row>& rows, const Get& get) {
  std::vector<std::string> column;
  column.reserve(rows.size());
  for (const Row& row : rows) column.push_back(get(row));
  return column;
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
  event.create_time = db::TimeOf(row, "create_time");
  return event;
}

Session SessionOf(const std::string& event, const pqxx::row& row) {
  Session session;
  session.name = {event, db::TextOf(row, "session_id")};
  session.kind = ParseEnumText<v1::Session::Kind>(db::TextOf(row, "kind"));
  session.title = db::TextOf(row, "title");
  session.description = db::TextOf(row, "description");
  session.start_time = db::TimeOf(row, "start_time");
  session.end_time = db::TimeOf(row, "end_time");
  session.room = db::TextOf(row, "room");
  session.create_time = db::TimeOf(row, "create_time");
  return session;
}

absl::StatusOr<Event> LoadEvent(db::Transaction& tx, const std::string& id) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kGetEvent, id));
  if (rows.empty()) return NotFound(EventName{id});
  Event event = EventOf(rows.front());
  ASSIGN_OR_RETURN(const pqxx::result sectors, tx.Exec(sql::kListSectors, id));
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

// Adds speakers and launches to `sessions`, all of `event`.
absl::Status LoadParts(db::Transaction& tx, const std::string& event,
                       std::vector<Session>& sessions) {
  std::vector<std::string> ids;
  std::map<std::string, Session*> by_id;
  for (Session& session : sessions) {
    ids.push_back(session.name.session);
    by_id[session.name.session] = &session;
  }
  ASSIGN_OR_RETURN(const pqxx::result speakers,
                   tx.Exec(sql::kListSpeakers, event, ids));
  for (const pqxx::row& row : speakers) {
    by_id[db::TextOf(row, "session_id")]->speakers.push_back(
        {ParseEnumText<v1::Speaker::Role>(db::TextOf(row, "role")),
         db::TextOf(row, "honorific"), db::TextOf(row, "full_name"),
         db::TextOf(row, "job_title"), db::TextOf(row, "affiliation"),
         db::TextOf(row, "country_code")});
  }
  ASSIGN_OR_RETURN(const pqxx::result launches,
                   tx.Exec(sql::kListLaunches, event, ids));
  for (const pqxx::row& row : launches) {
    by_id[db::TextOf(row, "session_id")]->launches.push_back(
        db::TextOf(row, "title"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Session> LoadSession(db::Transaction& tx,
                                    const SessionName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetSession, name.event, name.session));
  if (rows.empty()) return NotFound(name);
  std::vector<Session> sessions = {SessionOf(name.event, rows.front())};
  RETURN_IF_ERROR(LoadParts(tx, name.event, sessions));
  return sessions.front();
}

// False when the id is taken.
absl::StatusOr<bool> InsertSession(db::Transaction& tx, const Session& session,
                                   const RequestKey& key) {
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(sql::kInsertSession, session.name.event, session.name.session,
              EnumText(session.kind), session.title, session.description,
              session.start_time, session.end_time, session.room, key.id,
              db::ByteaParam(key.hash)));
  return !added.empty();
}

absl::Status InsertParts(db::Transaction& tx, const Session& session) {
  const auto& speakers = session.speakers;
  RETURN_IF_ERROR(
      tx.Exec(sql::kInsertSpeakers, session.name.event, session.name.session,
              Column(speakers, [](const auto& s) { return EnumText(s.role); }),
              Column(speakers, [](const auto& s) { return s.honorific; }),
              Column(speakers, [](const auto& s) { return s.full_name; }),
              Column(speakers, [](const auto& s) { return s.job_title; }),
              Column(speakers, [](const auto& s) { return s.affiliation; }),
              Column(speakers, [](const auto& s) { return s.country_code; }))
          .status());
  return tx
      .Exec(sql::kInsertLaunches, session.name.event, session.name.session,
            session.launches)
      .status();
}

absl::Status InsertParts(db::Transaction& tx, const Event& event) {
  RETURN_IF_ERROR(
      tx.Exec(
            sql::kInsertSectors, event.id,
            Column(event.sectors, [](const auto& s) { return s.id; }),
            Column(event.sectors, [](const auto& s) { return s.display_name; }))
          .status());
  return tx
      .Exec(
          sql::kInsertPartners, event.id,
          Column(event.partners,
                 [](const auto& p) { return EnumText(p.role); }),
          Column(event.partners, [](const auto& p) { return p.display_name; }))
      .status();
}

// The session that every event has.
Session VenueOf(const Event& event) {
  Session venue;
  venue.name = {event.id, kVenueSession};
  venue.kind = v1::Session::KIND_VENUE;
  venue.title = event.title;
  venue.start_time = event.start_time;
  venue.end_time = event.end_time;
  return venue;
}

// OK when the row that is there already, with the request in `rows`, was made
// by `key`; else REQUEST_ID_REUSED or `taken`.
absl::Status CheckReplay(const pqxx::result& rows, const RequestKey& key,
                         const absl::Status& taken) {
  const pqxx::row row = rows.front();
  switch (CompareWith(key, db::TextOf(row, "request_id"),
                      db::BytesOf(row, "request_hash"))) {
    case Replay::kSame:
      return absl::OkStatus();
    case Replay::kReused:
      return RequestIdReused(key);
    case Replay::kOther:
      return taken;
  }
  return taken;
}

absl::Status SessionTaken(const SessionName& name) {
  return Error(error::v1::SESSION_ALREADY_EXISTS,
               "The event has another session with this id.",
               {{"session", name.ToString()}});
}

struct SessionKey {
  std::optional<absl::Time> start_time;
  std::string session_id;
};

SessionKey ParsePageKey(const std::string& key) {
  const std::vector<std::string> parts =
      absl::StrSplit(key, absl::MaxSplits('/', 1));
  int64_t micros = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &micros)) return {};
  return {absl::FromUnixMicros(micros), parts[1]};
}

}  // namespace

absl::StatusOr<Event> EventStore::CreateEvent(const Event& event,
                                              const RequestKey& key,
                                              absl::Time deadline) {
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(
            const pqxx::result added,
            tx.Exec(sql::kInsertEvent, event.id, event.title, event.theme,
                    event.edition, event.host_fair, event.venue, event.city,
                    event.country_code, event.time_zone, event.start_time,
                    event.end_time,
                    absl::ToInt64Seconds(event.online_attendance_threshold),
                    key.id, db::ByteaParam(key.hash)));
        if (added.empty()) {
          ASSIGN_OR_RETURN(const pqxx::result request,
                           tx.Exec(sql::kFindEventRequest, event.id));
          RETURN_IF_ERROR(
              CheckReplay(request, key,
                          Error(error::v1::EVENT_ALREADY_EXISTS,
                                "Another event has this id.",
                                {{"event", EventName{event.id}.ToString()}})));
        } else {
          RETURN_IF_ERROR(InsertParts(tx, event));
          RETURN_IF_ERROR(
              InsertSession(tx, VenueOf(event), {NewUuid(), key.hash})
                  .status());
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

absl::StatusOr<Session> EventStore::CreateSession(const Session& session,
                                                  const RequestKey& key,
                                                  absl::Time deadline) {
  const SessionName& name = session.name;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Session> {
        ASSIGN_OR_RETURN(const pqxx::result event,
                         tx.Exec(sql::kFindEventRequest, name.event));
        if (event.empty()) return NotFound(EventName{name.event});
        if (name.session == kVenueSession) return SessionTaken(name);
        ASSIGN_OR_RETURN(const bool added, InsertSession(tx, session, key));
        if (added) {
          RETURN_IF_ERROR(InsertParts(tx, session));
        } else {
          ASSIGN_OR_RETURN(const pqxx::result request,
                           tx.Exec(sql::kFindSessionRequest, name.event,
                                   name.session, key.id));
          RETURN_IF_ERROR(CheckReplay(request, key, SessionTaken(name)));
        }
        return LoadSession(tx, name);
      });
}

absl::StatusOr<Session> EventStore::GetSession(const SessionName& name,
                                               absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
    return LoadSession(tx, name);
  });
}

absl::StatusOr<std::vector<Session>> EventStore::ListSessions(
    const EventName& event, const Page& page, absl::Time deadline) {
  const SessionKey after = ParsePageKey(page.key);
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Session>> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListSessions, event.event, after.start_time,
                    after.session_id, page.size + 1));
        // Every event has its venue, so that only a first page is ever empty.
        if (rows.empty() && page.key.empty()) return NotFound(event);
        std::vector<Session> sessions;
        for (const pqxx::row& row : rows) {
          sessions.push_back(SessionOf(event.event, row));
        }
        RETURN_IF_ERROR(LoadParts(tx, event.event, sessions));
        return sessions;
      });
}

std::string EventStore::PageKeyOf(const Session& session) {
  return absl::StrCat(absl::ToUnixMicros(session.start_time), "/",
                      session.name.session);
}

}  // namespace rollcall::registration
